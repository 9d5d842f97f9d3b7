"""How one call reads one of its tensors: for each axis of the tensor, which positions an output needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from convscope.arithmetic import Everything, Placed, Relation, Same, Spread

Shape = tuple[int, ...]


@dataclass(frozen=True)
class AxisRead:
    """An axis is read, by ``relation``, as the output's axis ``output`` goes; None: by every output alike.

    A relation that no output axis goes with is one from a single output.
    """

    output: int | None
    relation: Relation


@dataclass(frozen=True)
class Reading:
    """One `AxisRead` for each axis of the tensor.

    ``within`` are (axis, positions) pairs: outputs elsewhere along these axes of the output do not read the tensor, as
    of a stack. ``without`` is a box of the output, such pairs too, whose places are written over by others.
    """

    axes: tuple[AxisRead, ...]
    within: tuple[tuple[int, range], ...] = ()
    without: tuple[tuple[int, range], ...] = ()


@dataclass(frozen=True)
class Reshaped:
    """The tensor's numbers in the same order under another shape."""


@dataclass(frozen=True)
class Chained:
    """Several readings one after the other, each with the shape that it gives; ``plain`` tells of the places alone."""

    steps: tuple[tuple[Reading | Reshaped, Shape], ...]
    plain: Reading


Read = Reading | Reshaped | Chained | None  # None: nobody knows

ALL = AxisRead(None, Everything())


def same(axis: int) -> AxisRead:
    """Read an axis at the output's own place along its axis ``axis``.

    >>> same(2)
    AxisRead(output=2, relation=Same())
    """
    return AxisRead(axis, Same())


@cache
def unmoved(rank: int) -> Reading:
    """Read every axis at the output's place: the same object each time, by which it is known."""
    return Reading(tuple(same(axis) for axis in range(rank)))


def in_place(rank: int, changed: dict[int, AxisRead] | None = None) -> Reading:
    """Read every axis at the output's place but those in ``changed``."""
    if not changed:
        return unmoved(rank)
    return Reading(tuple(changed.get(axis, same(axis)) for axis in range(rank)))


def broadcast(shape: Shape, output: Shape) -> Reading:
    """Read a tensor that is spread over the output's shape, axes being matched from the last.

    >>> [read.output for read in broadcast((4, 1), (2, 4, 5)).axes]
    [1, 2]
    """
    if shape == output:
        return unmoved(len(shape))
    first = len(output) - len(shape)
    return Reading(
        tuple(
            AxisRead(first + axis, Spread()) if length == 1 and output[first + axis] != 1 else same(first + axis)
            for axis, length in enumerate(shape)
        )
    )


def moved(order: Sequence[int]) -> Reading:
    """Read a tensor whose axes were put in another order: output axis k was input axis ``order[k]``.

    >>> [read.output for read in moved((0, 2, 3, 1)).axes]
    [0, 3, 1, 2]
    """
    places = {axis: place for place, axis in enumerate(order)}
    return Reading(tuple(same(places[axis]) for axis in range(len(order))))


def gathered(rank: int, over: set[int], *, keepdim: bool) -> Reading:
    """Read all of the axes in ``over``, the others in place; without ``keepdim`` the output lacks the former."""
    axes = []
    for axis in range(rank):
        gone = 0 if keepdim else sum(other < axis for other in over)
        axes.append(ALL if axis in over else same(axis - gone))
    return Reading(tuple(axes))


def placed(rank: int, axis: int, offset: int) -> Reading:
    """Read a tensor that lies in the output from ``offset`` on along an axis, as in a concatenation."""
    return in_place(rank, {axis: AxisRead(axis, Placed(offset))})
