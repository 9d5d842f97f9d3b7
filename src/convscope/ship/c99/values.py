"""Values: where the numbers of a tensor lie, by shape and strides, so that most reshapes move nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.ship.c99.grids import Grid

Shape = tuple[int, ...]
Array = npt.NDArray[np.float32]


@dataclass(eq=False)
class Storage:
    """A run of numbers in the arena, or, with ``numbers``, among the weights.

    They are floats, or, with a ``grid``, integers of 8 bits. ``width`` is the bytes of one.
    """

    size: int
    numbers: npt.NDArray[Any] | None = None
    grid: Grid | None = None
    width: int = 4

    @property
    def bytes(self) -> int:
        """How much room it takes."""
        return self.size * self.width


@dataclass(frozen=True, eq=False)
class Value:
    """A tensor: its shape as PyTorch has it, batch of 1 included, and where element (i, j, …) lies in its storage.

    Maps are laid out pixel by pixel, the channels of one side by side; that is in the strides, not in the shape.
    """

    shape: Shape
    strides: Shape
    storage: Storage = field(repr=False)
    offset: int = 0

    @property
    def size(self) -> int:
        """How many numbers."""
        return prod(self.shape)

    @property
    def whole(self) -> bool:
        """Whether it is all of its storage, each number once, in some order of the axes."""
        return self.offset == 0 and self.size == self.storage.size and dense(self.shape, self.strides)

    def lies_as(self, strides: Shape) -> bool:
        """Whether its numbers lie as these strides say; axes of length 1 may have any."""
        pairs = zip(self.shape, self.strides, strides, strict=True)
        return all(length == 1 or mine == other for length, mine, other in pairs)

    @property
    def array(self) -> npt.NDArray[Any]:
        """Of a constant, its numbers in the shape that PyTorch has."""
        assert self.storage.numbers is not None
        return self.seen_in(self.storage.numbers)

    def seen_in(self, numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """See it, in PyTorch's shape, in what its storage holds."""
        bytes_apart = tuple(stride * numbers.itemsize for stride in self.strides)
        return np.lib.stride_tricks.as_strided(numbers[self.offset :], self.shape, bytes_apart)


def row_major(shape: Shape) -> Shape:
    """Lay out the last axis side by side.

    >>> row_major((1, 3, 4, 5))
    (60, 20, 5, 1)
    """
    return in_order(shape, tuple(range(len(shape))))


def channels_last(shape: Shape) -> Shape:
    """Lay out axis 1 side by side, then the others as they come.

    >>> channels_last((1, 3, 4, 5))
    (60, 1, 15, 3)
    """
    if len(shape) < 3:
        return row_major(shape)
    return in_order(shape, (0, *range(2, len(shape)), 1))


def in_order(shape: Shape, order: Shape) -> Shape:
    """Give the strides where the axes are nested in this order, the last one innermost."""
    strides, step = [0] * len(shape), 1
    for axis in reversed(order):
        strides[axis], step = step, step * shape[axis]
    return tuple(strides)


def nesting(shape: Shape, strides: Shape) -> Shape:
    """Give the axes from the outermost to the innermost, by stride; those of length 1 where they stand."""
    return tuple(sorted(range(len(shape)), key=lambda axis: (-strides[axis] if shape[axis] > 1 else 0, axis)))


def dense(shape: Shape, strides: Shape) -> bool:
    """Whether the numbers fill a run without a hole, each once."""
    step = 1
    for stride, length in sorted((stride, length) for stride, length in zip(strides, shape, strict=True) if length > 1):
        if stride != step:
            return False
        step *= length
    return True


def viewed(shape: Shape, strides: Shape, wanted: Shape) -> Shape | None:
    """Give the strides of a reshape that moves nothing; None where there are none.

    >>> viewed((1, 4, 3, 3), (36, 1, 12, 4), (1, 2, 2, 3, 3)), viewed((1, 4, 3, 3), (36, 1, 12, 4), (1, 36))
    ((36, 2, 1, 12, 4), None)
    """
    axes = [(length, stride) for length, stride in zip(shape, strides, strict=True) if length > 1]
    made: list[int] = []
    position, left = len(axes) - 1, 1
    stride = 1
    for length in reversed(wanted):
        if length == 1:
            made.append(0)
            continue
        if left == 1:
            if position < 0:
                return None
            left, stride = axes[position]
            position -= 1
        while left % length:  # the wanted axis spans several: they must follow each other
            if position < 0 or axes[position][1] != stride * left or length % left:
                return None
            left *= axes[position][0]
            position -= 1
        made.append(stride)
        stride, left = stride * length, left // length
    made.reverse()
    whole = prod(shape)
    return tuple(whole if length == 1 else step for length, step in zip(wanted, made, strict=True))


def collapsed(shape: Shape, *strides: Shape) -> tuple[Shape, tuple[Shape, ...]]:
    """Merge axes that are walked as one in every one of the strides, outermost first by the first strides.

    >>> collapsed((1, 4, 3, 3), (36, 1, 12, 4), (36, 1, 12, 4))
    ((36,), ((1,), (1,)))
    """
    lengths: list[int] = []
    steps: list[list[int]] = [[] for _ in strides]
    for axis in reversed(nesting(shape, strides[0])):
        if shape[axis] == 1:
            continue
        if lengths and all(walk[axis] == own[-1] * lengths[-1] for walk, own in zip(strides, steps, strict=True)):
            lengths[-1] *= shape[axis]
            continue
        lengths.append(shape[axis])
        for walk, own in zip(strides, steps, strict=True):
            own.append(walk[axis])
    if not lengths:
        return (1,), tuple((1,) for _ in strides)
    return tuple(reversed(lengths)), tuple(tuple(reversed(own)) for own in steps)
