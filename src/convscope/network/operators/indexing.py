"""Indexing: reading a part of a tensor, and writing one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor

from convscope.arithmetic import Placed, Same, Slice
from convscope.network.operators.operation import Operation, bind, nothing, one
from convscope.network.operators.reading import AxisRead, Reading, broadcast, in_place, same


def getitem(args: Sequence[Any], _kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``x[index]`` with whole numbers, slices, None and an ellipsis; of other indices nothing is known."""
    tensor, index = args[0], args[1]
    cut = _cut(tuple(tensor.shape), index)
    if cut is None:
        return Operation(macs=nothing)
    return one(tensor, Reading(tuple(axes for axes, _ in cut if axes is not None)))


def select(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``select(dim, index)``: one position of an axis, which is gone."""
    bound = bind(("input", "dim", "index"), args, kwargs)
    rank = bound["input"].ndim
    index: list[Any] = [slice(None)] * rank
    index[int(bound["dim"]) % rank] = int(bound["index"])
    return getitem((bound["input"], tuple(index)), {})


def narrow(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``narrow(dim, start, length)``."""
    bound = bind(("input", "dim", "start", "length"), args, kwargs)
    rank, start = bound["input"].ndim, int(bound["start"])
    index: list[Any] = [slice(None)] * rank
    index[int(bound["dim"]) % rank] = slice(start, start + int(bound["length"]))
    return getitem((bound["input"], tuple(index)), {})


def setitem(args: Sequence[Any], _kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``x[index] = y``: x where it is not written over, and y there."""
    tensor, index, value = args
    cut = _cut(tuple(tensor.shape), index)
    if cut is None or any(axes is None for axes, _ in cut):
        return Operation(macs=nothing)
    rank = tensor.ndim
    boxes = {axis: _box(read, length) for axis, (read, length) in enumerate(cut) if read is not None}
    written = tuple((axis, box) for axis, box in boxes.items() if box != range(int(tensor.shape[axis])))
    reads: list[tuple[Tensor, Any]] = [(tensor, Reading(in_place(rank).axes, without=written))] if written else []
    if isinstance(value, Tensor):
        lengths = tuple(length for _, length in cut if length is not None)
        spread = broadcast(tuple(value.shape), lengths)
        kept = [axis for axis, (_, length) in enumerate(cut) if length is not None]
        if any(box.step != 1 for _, box in written):
            reads.append((value, None))
        else:
            axes = tuple(_back(read, kept, written) for read in spread.axes)
            reads.append((value, Reading(axes, within=written)))
    return Operation(tuple(reads), macs=nothing, asked=() if written else (tensor,))


def _box(read: AxisRead, length: int | None) -> range:
    """List the positions along an axis that an index takes."""
    start, step = (read.relation.start, read.relation.step) if isinstance(read.relation, Slice) else (0, 1)
    return range(start, start + step * (1 if length is None else length), step)


def _back(read: AxisRead, kept: Sequence[int], written: Sequence[tuple[int, range]]) -> AxisRead:
    """Lead an axis of the written value back to the axis of the tensor that it was written along."""
    if read.output is None:
        return read
    axis = kept[read.output]
    box = dict(written).get(axis)
    return AxisRead(axis, read.relation if box is None or not isinstance(read.relation, Same) else Placed(box.start))


def _cut(shape: Sequence[int], index: Any) -> list[tuple[AxisRead | None, int | None]] | None:
    """Say for each place of the index how an axis of the tensor is read, and how long that of the result is.

    A whole number has no length, its axis being gone; None, a new axis, reads none. None altogether for an index of
    another kind.
    """
    given = list(index) if isinstance(index, tuple) else [index]
    if any(not (entry is None or entry is Ellipsis or isinstance(entry, (int, slice))) or isinstance(entry, bool)
           for entry in given):  # fmt: skip
        return None
    taken = sum(entry is not None and entry is not Ellipsis for entry in given)
    whole = [slice(None)] * (len(shape) - taken)
    if any(entry is Ellipsis for entry in given):
        at = next(place for place, entry in enumerate(given) if entry is Ellipsis)
        given[at : at + 1] = whole
    else:
        given += whole
    cut: list[tuple[AxisRead | None, int | None]] = []
    axis = output = 0
    for entry in given:
        if entry is None:
            cut.append((None, 1))
            output += 1
            continue
        length = int(shape[axis])
        if isinstance(entry, int):
            cut.append((AxisRead(None, Slice(entry % length)), None))
        else:
            start, stop, step = entry.indices(length)
            count = len(range(start, stop, step))
            all_of_it = (start, step, count) == (0, 1, length)
            cut.append((same(output) if all_of_it else AxisRead(output, Slice(start, step)), count))
            output += 1
        axis += 1
    return cut
