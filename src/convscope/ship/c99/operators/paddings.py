"""Padding."""

from __future__ import annotations

from typing import Any

from convscope.ship.c99.lowering import lowers, map_size
from convscope.ship.c99.operators.shapes import part
from convscope.ship.c99.program import Builder, CannotShip
from convscope.ship.c99.steps import Border, Fill
from convscope.ship.c99.values import Value, in_order, nesting

MODES = ("reflect", "replicate", "circular")


@lowers("pad")
def pad(builder: Builder, tensor: Value, *, pad: Any, mode: str, value: float | None) -> Value:
    """Widen, or cut, from the last axis on: (left, right, above, below, …)."""
    if mode == "constant":
        return _constant(builder, tensor, list(pad), float(value or 0))
    return _border(builder, tensor, list(pad), mode)


@lowers("constant_pad_nd")
def constant_pad_nd(builder: Builder, tensor: Value, *, pad: Any, value: Any) -> Value:
    """Widen by a number."""
    return _constant(builder, tensor, list(pad), float(value or 0))


@lowers("reflection_pad2d", "replication_pad2d")
def pad2d(builder: Builder, tensor: Value, *, padding: Any) -> Value:
    """Widen by what the map holds."""
    return _border(builder, tensor, list(padding), "reflect" if "reflection" in builder.place.operator else "replicate")


def _constant(builder: Builder, value: Value, around: list[int], number: float) -> Value:
    source, shape, starts = value, list(value.shape), [0] * len(value.shape)
    for count in range(len(around) // 2):
        axis = len(shape) - 1 - count
        before, after = around[2 * count], around[2 * count + 1]
        cut = max(-before, 0)
        source = part(source, axis, cut, source.shape[axis] - cut - max(-after, 0))
        starts[axis] = max(before, 0)
        shape[axis] = starts[axis] + source.shape[axis] + max(after, 0)
    if tuple(shape) == source.shape:
        return source
    output = builder.new(shape, in_order(tuple(shape), nesting(value.shape, value.strides)))
    builder.emit(Fill((), output, builder.place, number))
    inner = output
    for axis, start in enumerate(starts):
        inner = part(inner, axis, start, source.shape[axis])
    builder.copied(source, inner)
    return output


def _border(builder: Builder, value: Value, around: list[int], mode: str) -> Value:
    size = map_size(value)
    around += [0] * (4 - len(around))
    left, right, above, below = around
    if mode not in MODES or min(around) < 0 or len(around) > 4:
        raise CannotShip(f"its padding is {around}, {mode}")
    sides = size[0] + above + below, size[1] + left + right
    output = builder.new((1, value.shape[1], *sides))
    entering = builder.pixelwise(value)
    return builder.emit(Border((entering,), output, builder.place, mode, value.shape[1], (size, sides), (above, left)))
