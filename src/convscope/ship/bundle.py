"""What was shipped, and how it compares."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import isfinite
from pathlib import Path
from typing import Any


def small(number: float) -> str:
    """Write a small number short.

    >>> small(1.43e-06), small(1e-05)
    ('1.4e-6', '1e-5')
    """
    if number == 0 or not isfinite(number):
        return f"{number:g}"
    mantissa, _, exponent = f"{number:.1e}".partition("e")
    return f"{mantissa.removesuffix('.0')}e{int(exponent)}"


@dataclass(frozen=True)
class Latency:
    """Milliseconds a call at batch 1: median, 10th and 90th percentile of ``calls`` calls."""

    median: float
    low: float
    high: float
    calls: int


@dataclass(frozen=True)
class Bundle:
    """A shipped file. ``difference`` is the largest between two logits, over ``compared`` pictures fed to both.

    ``flash`` and ``ram``, in bytes, are what the weights and the working memory of a C file take; None elsewhere.
    ``takes`` are the axes of an ONNX file's input, a name for each that is open; ``one_size_because`` says why height
    and width are not.
    """

    path: Path
    target: str
    bytes: int
    difference: float
    tolerance: float
    compared: int
    original: Latency
    shipped: Latency
    threads: int
    takes: tuple[int | str, ...] = ()
    one_size_because: str = ""
    flash: int | None = None
    ram: int | None = None

    @property
    def sentence(self) -> str:
        """What was written, how far from PyTorch it is, and what a picture takes in both."""
        apart = f"at most {small(self.difference)} (allowed: {small(self.tolerance)})"
        return (
            f"{self.path} has {self.bytes:,} bytes; on {self.compared} pictures its scores are PyTorch's to {apart}. "
            f"A picture takes {self.shipped.median:.2f} ms, in PyTorch {self.original.median:.2f} ms."
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {**asdict(self), "path": str(self.path)}
