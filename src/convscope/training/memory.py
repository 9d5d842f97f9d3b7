"""How much memory a training takes, how much there is, and what happens where it is not enough."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import torch
from torch import nn

from convscope.errors import ConvscopeError
from convscope.network import Network
from convscope.training.norms import Statistics, sees_batches

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # of mallopt, as malloc.h numbers them
BLOCK = 32 << 20  # bytes, to which glibc raises the first by itself, and the other to twice that


def out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory ran out: on a GPU torch has a type for it, on the CPU only words.

    >>> out_of_memory(torch.OutOfMemoryError("CUDA out of memory")), out_of_memory(RuntimeError("shapes"))
    (True, False)
    """
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)


def needed(network: Network, module: nn.Module, *, batch: int, moments: int) -> int | None:
    """Give about how many bytes a step takes: activations of forward and backward, weights, gradients, the optimiser.

    ``moments`` is how many numbers a weight the optimiser and averages keep. None where a step cannot be rehearsed. The
    activations are those of float32, contiguous.
    """
    try:
        activations = network.memory(batch, training=True).peak
    except ConvscopeError:
        return None
    held = sum(tensor.nbytes for tensor in module.state_dict().values())
    trained = sum(parameter.nbytes for parameter in module.parameters() if parameter.requires_grad)
    return int(activations + held + trained * (1 + moments))


def available(device: torch.device) -> int | None:
    """Give the bytes that are free on a device; None where nobody says."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
        return int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES"))
    except (OSError, ValueError, IndexError, AttributeError):
        return None


def keep_freed(keep: bool = True) -> None:
    """Have this process keep what it frees until `give_back`, for the next step to take; or no more.

    By itself glibc hands back what is freed at the end of its memory, and all blocks of more than 32 MB, and each page
    that comes anew is filled with zeros first: a twentieth of a step of many small pictures.
    """
    with suppress(OSError, AttributeError, TypeError):  # another C library has no such function
        library = ctypes.CDLL(None)
        library.mallopt(M_MMAP_THRESHOLD, BLOCK)  # alone, the other one keeps this at its least
        library.mallopt(M_TRIM_THRESHOLD, (1 << 31) - 1 if keep else 2 * BLOCK)


@contextmanager
def handed_back() -> Iterator[None]:
    """Hand back at the end of the block what was kept in it, however it ends."""
    try:
        yield
    finally:
        keep_freed(keep=False)
        give_back()


def give_back() -> None:
    """Hand the memory that this process has freed back to the machine; glibc keeps it otherwise."""
    with suppress(OSError, AttributeError, TypeError):  # another C library has no such function
        ctypes.CDLL(None).malloc_trim(0)


def what_parts_change(module: nn.Module, whole: int, part: int, statistics: Statistics = "updated") -> str:
    """Say what it changes that a batch goes through the network in parts.

    >>> what_parts_change(nn.Linear(1, 1), 64, 32)
    'the gradients of 2 parts are added up: they are those of the whole batch'
    """
    parts = -(-whole // part)
    if sees_batches(module, statistics):
        return f"batch norm sees {part} pictures at once, no more {whole}: its statistics are rougher"
    return f"the gradients of {parts} parts are added up: they are those of the whole batch"
