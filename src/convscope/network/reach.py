"""Carry receptive fields over the graph, layer by layer, forwards."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.arithmetic import ReceptiveField
from convscope.network.description import Reach, Shape
from convscope.network.operators import Operation

Arrival = tuple[Reach, Shape]  # what comes into a layer: how far it reaches, and its shape


def of_input(axes: int) -> Reach:
    """Each input pixel depends on itself."""
    return Reach((ReceptiveField(),) * axes, "exact")


def compose(operation: Operation, arrivals: Sequence[Arrival], picture: Shape, *, name: str) -> Reach:
    """Find what a unit depends on, from what its inputs' units depend on.

    ``picture`` is the spatial size of the network's input; ``name`` is the layer's, for the word why where nothing can
    be said.
    """
    for reach, _ in arrivals:
        if reach.fields is None:
            return reach
    if any(reach.status == "unbounded" for reach, _ in arrivals):  # who reads everything stays so
        because = next(reach.because for reach, _ in arrivals if reach.status == "unbounded")
        return _everything(arrivals, picture, because)
    if operation.unbounded:
        return _everything(arrivals, picture, f"{name} gathers the whole map, whatever its size")
    if operation.reads == "whole":
        hull = _hull(arrivals, picture)
        return Reach(hull, "exact", whole=hull)
    if operation.reads == "unknown":
        return Reach(None, "unknown", f"{name} is an operator whose reach is not known")
    if operation.reads == "window":
        return _slide(operation, arrivals[0][0], name)
    joined = _join(arrivals, name)
    if operation.reads == "reshape" and joined.fields is not None and joined.whole is None:
        return Reach(joined.fields, "exact", whole=_hull(arrivals, picture))
    return joined


def _slide(operation: Operation, reach: Reach, name: str) -> Reach:
    if reach.fields is None or reach.whole is not None or len(operation.windows) != len(reach.fields):
        return Reach(None, "unknown", f"{name} slides over a map whose axes are no longer the picture's")
    fields = [field.through(window) for field, window in zip(reach.fields, operation.windows, strict=True)]
    known = tuple(field for field in fields if field is not None)
    if len(known) < len(fields):
        return Reach(None, "unknown", f"{name} is transposed: its units' fields differ from place to place")
    return Reach(known, "exact")


def _join(arrivals: Sequence[Arrival], name: str) -> Reach:
    """Merge branches place by place: the hull of all, where their effective strides agree."""
    merged = arrivals[0][0]
    for other, shape in arrivals[1:]:
        if merged.fields is None or other.fields is None or (merged.whole is None) != (other.whole is None):
            return Reach(None, "unknown", f"{name} merges a map with numbers that have no place")
        if merged.whole is None and shape[-len(merged.fields) :] != arrivals[0][1][-len(merged.fields) :]:
            return Reach(None, "unknown", f"{name} spreads one branch over the places of another")
        fields = [one.join(two) for one, two in zip(merged.fields, other.fields, strict=True)]
        known = tuple(field for field in fields if field is not None)
        if len(known) < len(fields):
            return Reach(None, "unknown", f"{name} merges branches of different effective stride")
        whole = None
        if merged.whole is not None and other.whole is not None:
            whole = _union(merged.whole, other.whole)
        merged = Reach(known, "exact", whole=whole)
    return merged


def _everything(arrivals: Sequence[Arrival], picture: Shape, because: str) -> Reach:
    hull = _hull(arrivals, picture)
    return Reach(hull, "unbounded", because, whole=hull)


def _hull(arrivals: Sequence[Arrival], picture: Shape) -> tuple[ReceptiveField, ...]:
    """All real pixels that any place of the incoming maps depends on."""
    hull: tuple[ReceptiveField, ...] | None = None
    for reach, shape in arrivals:
        assert reach.fields is not None
        whole = reach.whole
        if whole is None:
            sizes = shape[-len(picture) :]
            whole = tuple(
                ReceptiveField(0, max(field.low, 0), min(field.at(size - 1)[1], pixels - 1))
                for field, size, pixels in zip(reach.fields, sizes, picture, strict=True)
            )
        hull = whole if hull is None else _union(hull, whole)
    assert hull is not None
    return hull


def _union(one: tuple[ReceptiveField, ...], two: tuple[ReceptiveField, ...]) -> tuple[ReceptiveField, ...]:
    return tuple(ReceptiveField(0, min(a.low, b.low), max(a.high, b.high)) for a, b in zip(one, two, strict=True))
