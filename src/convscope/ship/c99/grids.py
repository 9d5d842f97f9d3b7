"""Grids: real numbers as 8-bit integers, and the integer arithmetic that takes sums from one grid to another."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log2
from typing import Any

import numpy as np
import numpy.typing as npt

LOWEST, HIGHEST = -128, 127
FIRST = 7  # a sum is shifted until 2^15 of it are at least 2^FIRST answers: see `packed`
TERM = 32767
Integers = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Grid:
    """The real number of q is scale·(q − zero), q from −128 to 127; real zero is always one of them.

    >>> grid = Grid.over(-1.0, 3.0)
    >>> grid.zero, [float(x) for x in grid.real(grid.nearest(np.array([0.0, 3.0, 9.0]))).round(2)]
    (-64, [0.0, 3.0, 3.0])
    """

    scale: float
    zero: int

    @classmethod
    def over(cls, low: float, high: float) -> Grid:
        """Make the finest grid that reaches from ``low`` to ``high``, and to 0."""
        low, high = min(low, 0.0), max(high, 0.0)
        scale = (high - low) / 255 or 1.0
        return cls(scale, int(np.clip(round(LOWEST - low / scale), LOWEST, HIGHEST)))

    def nearest(self, numbers: Any) -> npt.NDArray[np.int8]:
        """Round numbers to the grid, those beyond its ends to these."""
        rounded = np.floor(np.asarray(numbers, np.float64) / self.scale + self.zero + 0.5)
        made: npt.NDArray[np.int8] = np.clip(rounded, LOWEST, HIGHEST).astype(np.int8)
        return made

    def real(self, numbers: npt.NDArray[np.int8]) -> npt.NDArray[np.float64]:
        """Give the real numbers."""
        return self.scale * (numbers.astype(np.float64) - self.zero)

    def ends(self, low: float, high: float) -> tuple[int, int]:
        """Give the first and the last integer of what is cut to ``low`` … ``high``."""
        return int(self.nearest(max(low, -1e30))), int(self.nearest(min(high, 1e30)))


def packed(factors: Any) -> Integers:
    """Write factors as integers: 15 bits that multiply, a shift before and one after, in one number each.

    A sum s of 32 bits times a factor is ((s >> before, cut to ±32767) · m) >> after, both shifts rounding to the
    nearest, and nothing needs 64 bits. The first shift leaves 7 bits below the answer's unit, m has 15: the answer is
    within 1/64 of the real product before its own rounding. What is cut lies beyond ±255, off every grid.
    """
    made = [_packed(float(factor)) for factor in np.ravel(factors)]
    return np.array(made, np.int32).reshape(np.shape(factors))


def _packed(factor: float) -> int:
    if factor < 0 or factor >= 2**14:
        raise ValueError(f"a factor of {factor:g} is no ratio of grids")
    if factor < 2.0**-37:
        return 0
    exponent = floor(log2(factor))
    term = round(factor * 2.0 ** (14 - exponent))
    if term > TERM:
        term, exponent = term // 2, exponent + 1
    before = max(0, -FIRST - exponent)
    return term | before << 16 | 14 - exponent - before << 24


def scaled(sums: Any, factors: Integers) -> npt.NDArray[np.int64]:
    """Multiply sums by packed factors, as the C does.

    >>> scaled(np.array([1000, -1000, 3]), packed([0.25, 0.25, 0.5])).tolist()
    [250, -250, 2]
    """
    term, before, after = factors & 0xFFFF, factors >> 16 & 0xFF, factors >> 24
    shifted = (np.asarray(sums, np.int64) + (1 << before >> 1)) >> before
    made: npt.NDArray[np.int64] = (np.clip(shifted, -TERM, TERM) * term + (1 << after >> 1)) >> after
    return made
