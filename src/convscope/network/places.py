"""Where the picture's axes lie along a tensor's, through every reshaping: each axis as a product of factors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

Shape = tuple[int, ...]
MIXED = -1


@dataclass(frozen=True)
class Factor:
    """Part of a tensor's axis: ``length`` positions, ``step`` units of the map apart, along the picture's ``axis``.

    ``axis`` is None for what is no place, batch or channels, and `MIXED` for places in no order that is known: those of
    a map put beside other numbers, or of a reshape whose cuts do not fall together.
    """

    length: int
    axis: int | None
    step: int = 1


Places = tuple[tuple[Factor, ...], ...]  # for each axis of a tensor its factors, the slowest first


def carried(factors: Sequence[Factor]) -> list[Factor]:
    """Give the factors that are places."""
    return [factor for factor in factors if factor.axis is not None]


def without_places(shape: Shape) -> Places:
    """Give the places of a tensor that lies along none of the picture's axes."""
    return tuple((Factor(length, None),) for length in shape)


def mixed(shape: Shape) -> Places:
    """Give the places of a tensor of which any axis may hold some, the first, the batch, excepted."""
    return tuple((Factor(length, MIXED if dim else None),) for dim, length in enumerate(shape))


def factored(places: Places, shape: Shape) -> Places:
    """Follow a reshape to ``shape``: an axis may be merged with others, or cut in two (a window partition).

    >>> rows, columns = Factor(8, 0), Factor(8, 1)
    >>> factored(((Factor(3, None),), (rows,), (columns,)), (3, 64))[1]
    (Factor(length=8, axis=0, step=1), Factor(length=8, axis=1, step=1))
    >>> factored(((Factor(3, None),), (rows,), (columns,)), (3, 2, 4, 8))[1]
    (Factor(length=2, axis=0, step=4),)

    Where the cuts do not fall together, the places are mixed.
    """
    left = [factor for factors in places for factor in factors if factor.length > 1 or factor.axis is not None]
    axes: list[tuple[Factor, ...]] = []
    for length in shape:
        axis: list[Factor] = []
        while left and (prod(f.length for f in axis) < length or left[0].length == 1):
            factor, missing = left.pop(0), length // prod(f.length for f in axis)
            if missing % factor.length == 0:
                axis.append(factor)
            elif factor.length % missing == 0:
                inner = factor.length // missing
                axis.append(Factor(missing, factor.axis, factor.step * inner))
                left.insert(0, Factor(inner, factor.axis, factor.step))
            else:
                return mixed(shape)
        if prod(f.length for f in axis) != length:
            return mixed(shape)
        axes.append(tuple(_merged(axis)) or (Factor(length, None),))
    return mixed(shape) if left else tuple(axes)


def _merged(factors: list[Factor]) -> list[Factor]:
    """Put together again what a cut had parted."""
    merged: list[Factor] = []
    for factor in factors:
        last = merged[-1] if merged else None
        if (
            last
            and last.axis not in (None, MIXED)
            and last.axis == factor.axis
            and last.step == factor.step * factor.length
        ):
            merged[-1] = Factor(last.length * factor.length, factor.axis, factor.step)
        elif last and last.axis == factor.axis and last.axis in (None, MIXED):
            merged[-1] = Factor(last.length * factor.length, last.axis)
        else:
            merged.append(factor)
    return merged
