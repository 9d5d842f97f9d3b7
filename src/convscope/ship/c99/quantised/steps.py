"""Steps on integers of 8 bits; what only moves numbers, or takes a maximum, is the float step on other storages."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from convscope.ship.c99.grids import Grid, Integers
from convscope.ship.c99.steps import AdaptivePool, Convolution, Pair, Pool, Step
from convscope.ship.c99.values import Array, Storage

PIXELS = 4  # whose windows are laid out at once
Bytes = npt.NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class QuantisedScale(Step):
    """Bytes of the picture to a grid: (v·factor + summand) >> 20 of each channel."""

    factors: Integers
    summands: Integers


@dataclass(frozen=True, eq=False)
class QuantisedConvolution(Step):
    """A convolution's sums of (x − zero)·weight, from ``bias`` on, in 32 bits.

    ``weight`` is (out, height, width, in/groups); ``like`` the convolution in float, for its geometry. The answer is
    scaled by ``factors`` onto the output's grid and cut to ``ends``; without a grid it is sum·``float_factors``, cut
    to the convolution's own ends.
    """

    like: Convolution
    weight: Bytes
    bias: Integers
    factors: Integers
    float_factors: Array
    ends: Pair
    room: Storage | None = field(default=None)

    @property
    def scratch(self) -> Storage | None:
        """Windows laid out, 16 bits a number."""
        return self.room

    @property
    def zero(self) -> int:
        """What stands for 0 in what enters."""
        return grid_of(self.inputs[0].storage).zero


@dataclass(frozen=True, eq=False)
class QuantisedMean(Step):
    """Means of windows: the sum of (x − zero), 2^``fraction`` times, over the count, rounded, then scaled."""

    like: Pool | AdaptivePool
    fraction: int
    factor: int


@dataclass(frozen=True, eq=False)
class QuantisedSum(Step):
    """(a − zero)·``factors[0]`` + (b − zero)·``factors[1]``, shifted right by ``shift``: a sum or a difference."""

    factors: Pair
    shift: int
    ends: Pair


@dataclass(frozen=True, eq=False)
class QuantisedProduct(Step):
    """(a − zero)·(b − zero), scaled."""

    factor: int
    ends: Pair


@dataclass(frozen=True, eq=False)
class QuantisedResize(Step):
    """Bilinear: pixel o looks at (o·step + begin) / 2^16, and four pixels are weighed by 128ths of each side."""

    channels: int
    size: tuple[Pair, Pair]
    steps: Pair
    begins: Pair


@dataclass(frozen=True, eq=False)
class Table(Step):
    """An answer for each of the 256 numbers: any function of one number, or the way to another grid."""

    answers: Bytes


@dataclass(frozen=True, eq=False)
class Quantise(Step):
    """Floats to the output's grid."""


@dataclass(frozen=True, eq=False)
class Dequantise(Step):
    """A grid's numbers to floats."""


def grid_of(storage: Storage) -> Grid:
    """Give the grid that a storage of 8 bits has."""
    assert storage.grid is not None
    return storage.grid
