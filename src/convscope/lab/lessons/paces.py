"""Claim 5 measured: a network's pictures a second on this machine, one at a time and many, on one thread and on all."""

from __future__ import annotations

import copy
import os
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from convscope.errors import ConvscopeError
from convscope.network import trace

if TYPE_CHECKING:
    from convscope.lab.opened import Opened

BATCHES = (1, 8, 32)
SECONDS = 0.25  # a measurement
MOST_MACS = 2 * 10**9  # of one picture, beyond which a lesson would wait too long
_one = threading.Lock()  # two measurements at once would each find half a machine


def paces(of: Opened) -> dict[str, Any]:
    """Give ``rows``, each with device, threads, batch and pictures a second, and the multiply-adds of a picture.

    ``busy`` is how many programs waited for a processor in the last minute, where the system says so.
    """
    if not of.takes_pictures:
        raise ConvscopeError(f"{of.spelling} takes no picture", fix="open the lab with a network of pictures")
    macs = trace(of.model.module, of.contract.input_shape, target=of.spelling).macs
    if macs > MOST_MACS:
        raise ConvscopeError(
            f"{of.spelling} multiplies {macs / 1e9:.1f} billion times a picture, which takes too long for a lesson",
            fix=f"convscope bench {of.spelling}",
        )
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    with _one:
        rows = list(_rows(_real(of.model.module), of.contract.input_shape))
    first, best = rows[0]["rate"], max(row["rate"] for row in rows)
    return {"rows": rows, "macs": macs, "times": best / first, "cores": os.cpu_count() or 1, "busy": busy}


def _rows(module: nn.Module, shape: tuple[int, ...]) -> Iterator[dict[str, Any]]:
    before = torch.get_num_threads()
    try:
        for threads in sorted({1, os.cpu_count() or 1}):
            torch.set_num_threads(threads)
            for batch in BATCHES:
                rate = _rate(module, torch.rand(batch, *shape))
                yield {"device": "CPU", "threads": threads, "batch": batch, "rate": rate}
    finally:
        torch.set_num_threads(before)
    if torch.cuda.is_available():
        there = copy.deepcopy(module).cuda()
        for batch in BATCHES:
            rate = _rate(there, torch.rand(batch, *shape, device="cuda"))
            yield {"device": torch.cuda.get_device_name(), "threads": None, "batch": batch, "rate": rate}


def _rate(module: nn.Module, images_NCHW: torch.Tensor) -> float:
    """Give pictures a second, by the fastest call of a quarter of a second, three at least."""
    least, calls, until = float("inf"), 0, time.perf_counter() + SECONDS
    with torch.inference_mode():
        module(images_NCHW)
        while calls < 3 or time.perf_counter() < until:
            begun = time.perf_counter()
            module(images_NCHW)
            if images_NCHW.is_cuda:
                torch.cuda.synchronize()
            least, calls = min(least, time.perf_counter() - begun), calls + 1
    return len(images_NCHW) / least


def _real(module: nn.Module) -> nn.Module:
    """Give a lesson's network, of which there are but shapes, with small random weights; another one as it is."""
    if not any(tensor.is_meta for tensor in module.state_dict().values()):
        return module
    real = copy.deepcopy(module).to_empty(device="cpu").eval()
    with torch.no_grad():
        for name, tensor in real.state_dict().items():
            if tensor.is_floating_point():
                tensor.fill_(1.0) if name.endswith("running_var") else tensor.normal_(0, 0.01)
            else:
                tensor.zero_()
    return real
