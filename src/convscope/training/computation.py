"""With what a step is computed: number format, memory order, compiled or not, in which parts, on how many threads."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from typing import Any, Literal

import torch
from torch import Tensor, nn

from convscope.errors import ConvscopeError, UnknownName

Precision = Literal["float32", "bfloat16", "float16"]
PRECISIONS: tuple[Precision, ...] = ("float32", "bfloat16")  # that are tried; float16 is for who asks for it
DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}
WORDS = ("float32", "bfloat16", "float16", "contiguous", "channels_last", "compiled", "graphs")


@dataclass(frozen=True)
class Computation:
    """What changes the time that a step takes, and its last digits, and nothing of what is computed.

    ``bfloat16`` and ``float16`` are torch's autocast: weights, their gradients and the optimiser stay float32, products
    are rounded to 8 or 11 bits; in float16, whose numbers end at 65,504 and 6e-8, the loss is enlarged on the way back
    (Micikevicius et al., arXiv 1710.03740), see `Backward`. ``graphs`` has what is compiled recorded once as CUDA
    graphs, which a GPU runs without waiting for Python (torch's mode *reduce-overhead*). ``micro_batch`` is how many
    pictures go through the network at once, 0 for the whole batch: the gradients of the parts are added up to the
    batch's own, but batch norm sees the parts. ``threads`` 0 leaves torch's number.
    """

    precision: Precision = "float32"
    memory_format: Literal["contiguous", "channels_last"] = "contiguous"
    compiled: bool = False
    micro_batch: int = 0
    threads: int = 0
    graphs: bool = False

    def placed(self, module: nn.Module) -> nn.Module:
        """Put a module's weights into the memory order, in place: before an optimiser takes them."""
        if self.memory_format == "channels_last":
            module.to(memory_format=torch.channels_last)
        return module

    def forward(self, module: nn.Module) -> Callable[[Tensor], Tensor]:
        """Give the function that answers a batch; it raises `ConvscopeError` where the network cannot be compiled."""
        if not self.compiled:
            return module
        from torch._dynamo.exc import TorchDynamoException  # here: it takes a second to load

        compiled: Callable[[Tensor], Tensor] = torch.compile(module, mode="reduce-overhead" if self.graphs else None)

        def answer(images_NCHW: Tensor) -> Tensor:
            if self.graphs:
                torch.compiler.cudagraph_mark_step_begin()  # type: ignore[no-untyped-call]
            try:
                return compiled(images_NCHW)
            except TorchDynamoException as error:
                said = f"{error}".strip().partition("\n")[0]
                raise ConvscopeError(
                    f"the network could not be compiled: {said}", fix="leave it: --tune off"
                ) from error

        return answer

    def ordered(self, images_NCHW: Tensor) -> Tensor:
        """Put a batch into the memory order."""
        if self.memory_format == "channels_last":
            return images_NCHW.contiguous(memory_format=torch.channels_last)
        return images_NCHW

    def autocast(self, device: torch.device) -> AbstractContextManager[object]:
        """Round products as the number format asks, for as long as the block lasts."""
        if self.precision == "float32":
            return nullcontext()
        return torch.autocast(device.type, dtype=DTYPES[self.precision])

    def parts(self, count: int) -> int:
        """Say in how many parts, of nearly one size, so many pictures go through the network."""
        return -(-count // self.micro_batch) if self.micro_batch else 1

    def __str__(self) -> str:
        """Write it as ``--tune`` takes it, threads apart.

        >>> str(Computation("bfloat16", "channels_last", micro_batch=64)), str(Computation())
        ('bfloat16,channels_last,micro=64', 'float32,contiguous')
        """
        words = [
            self.precision,
            self.memory_format,
            *(["graphs"] if self.graphs else ["compiled"] if self.compiled else []),
        ]
        return ",".join([*words, *([f"micro={self.micro_batch}"] if self.micro_batch else [])])

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def halved(batch: int) -> list[int]:
    """Give the sizes that the parts of a batch may have: all of it, its half, the half of that, … one picture.

    >>> halved(32), halved(195)
    ([32, 16, 8, 4, 2, 1], [195, 98, 49, 25, 13, 7, 4, 2, 1])
    """
    return [batch, *halved(-(-batch // 2))] if batch > 1 else [batch]


def thread_counts(pinned: int | None) -> list[int]:
    """Say which numbers of threads are worth trying: torch's own, half of them and one; where one is said, that.

    >>> thread_counts(3)
    [3]
    """
    if pinned is not None:
        return [pinned]
    usual = torch.get_num_threads()
    return sorted({usual, max(1, usual // 2), 1}, reverse=True)


def precisions(device: torch.device) -> tuple[Precision, ...]:
    """Say which number formats are worth trying: without AVX-512 a step in bfloat16 takes minutes on an x86 processor.

    >>> "float32" in precisions(torch.device("cpu"))
    True
    """
    x86 = device.type == "cpu" and platform.machine().lower() in ("x86_64", "amd64")
    return PRECISIONS[:1] if x86 and not torch.cpu._is_avx512_supported() else PRECISIONS


def compiler() -> str | None:
    """Find the C++ compiler that compiling for the CPU needs; None where there is none."""
    return next(filter(None, map(shutil.which, ("c++", "g++", "clang++", "cl"))), None)


def computation(text: str) -> Computation:
    """Read what ``--tune`` takes: words in any order, what is not said is as usual.

    >>> str(computation("micro=64,channels_last"))
    'float32,channels_last,micro=64'
    """
    chosen: dict[str, Any] = {}
    for word in filter(None, (part.strip() for part in text.split(","))):
        name, equals, value = word.partition("=")
        if name == "micro" and equals and value.isdecimal():
            chosen["micro_batch"] = int(value)
        elif word in DTYPES:
            chosen["precision"] = word
        elif word in ("contiguous", "channels_last"):
            chosen["memory_format"] = word
        elif word in ("compiled", "graphs"):
            chosen["compiled"] = True
            chosen["graphs"] = word == "graphs" or chosen.get("graphs", False)
        elif name == "micro":
            raise ConvscopeError(f"--tune {word} came", fix="give a number of pictures, as in --tune micro=64")
        else:
            raise UnknownName("--tune", word, ["auto", "off", *WORDS, "micro=64"])
    return Computation(**chosen)
