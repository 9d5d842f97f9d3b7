"""What a network could take at best here: its multiply-adds and bytes against what the machine was seen to do.

Williams, Waterman and Patterson, *Roofline*, CACM 52(4), 2009.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import torch

from convscope.network import Network

SIDE = 1024  # of the matrices that are multiplied
COPIED = 64 * 2**20  # bytes, beyond most caches
SECONDS = 0.3


@dataclass(frozen=True)
class Peaks:
    """What a machine was seen to do on so many threads: 10⁹ multiply-adds, and 10⁹ bytes read or written, a second."""

    gmacs: float
    gbytes: float
    threads: int


@dataclass(frozen=True)
class Roofline:
    """A network against the peaks: one picture's multiply-adds and bytes, and the least time for each, milliseconds.

    Bytes are the weights, read once, and every map, written once and read once. They need not come from main memory
    where a cache holds them: a small network may be faster than ``memory_ms``.
    """

    macs: int
    bytes: int
    peaks: Peaks

    @property
    def compute_ms(self) -> float:
        """Least time to multiply."""
        return self.macs / self.peaks.gmacs / 1e6

    @property
    def memory_ms(self) -> float:
        """Least time to move."""
        return self.bytes / self.peaks.gbytes / 1e6

    @property
    def bound(self) -> str:
        """Which of the two takes longer."""
        return "computing" if self.compute_ms >= self.memory_ms else "memory"

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {**asdict(self), "compute_ms": self.compute_ms, "memory_ms": self.memory_ms, "bound": self.bound}


def peaks(threads: int, *, seconds: float = SECONDS) -> Peaks:
    """Measure them: the best of some products of square float32 matrices, and of some copies beyond the caches."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        one, other = torch.rand(SIDE, SIDE), torch.rand(SIDE, SIDE)
        into = torch.empty(SIDE, SIDE)
        product = _least(lambda: torch.mm(one, other, out=into), seconds)
        source, target = torch.zeros(COPIED // 4), torch.empty(COPIED // 4)
        copy = _least(lambda: target.copy_(source), seconds)
    finally:
        torch.set_num_threads(before)
    return Peaks(SIDE**3 / product / 1e9, 2 * COPIED / copy / 1e9, threads)


def roofline(network: Network, found: Peaks) -> Roofline:
    """Put a network, one picture, against the peaks."""
    moved = 4 * network.parameters + 2 * network.activation_bytes
    return Roofline(network.macs, moved, found)


def _least(run: Callable[[], object], seconds: float) -> float:
    run()
    least, until = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < until:
        begun = time.perf_counter()
        run()
        least = min(least, time.perf_counter() - begun)
    return least
