"""Sums, means and maxima over axes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from convscope.ship.c99.lowering import axis_of, lowers
from convscope.ship.c99.operators.activations import unary
from convscope.ship.c99.operators.shapes import permuted
from convscope.ship.c99.program import MOST_AXES, Builder, CannotShip
from convscope.ship.c99.steps import AdaptivePool, Reduce
from convscope.ship.c99.values import Shape, Value, collapsed, in_order, nesting


@lowers("mean", "sum", "amax", "amin")
def reduce(builder: Builder, tensor: Value, *, dim: Any = None, keepdim: bool = False, **_: Any) -> Value:
    """Make one number of those along the axes."""
    function = builder.place.operator.removeprefix("aten.")
    asked = [dim] if isinstance(dim, int) else list(dim or [])
    axes = {axis_of(axis, tensor) for axis in asked} or set(range(len(tensor.shape)))
    kept = tuple(1 if axis in axes else length for axis, length in enumerate(tensor.shape))
    if function == "mean" and axes == {2, 3} and len(tensor.shape) == 4:
        output = builder.new(kept)
        size = ((tensor.shape[2], tensor.shape[3]), (1, 1))
        made = builder.emit(
            AdaptivePool((builder.pixelwise(tensor),), output, builder.place, False, tensor.shape[1], size)
        )
    else:
        output = builder.new(kept, in_order(kept, nesting(tensor.shape, tensor.strides)))
        left = _walk(tensor, [axis for axis in range(len(kept)) if axis not in axes], output)
        gone = _walk(tensor, sorted(axes), None)
        if max(len(left[0]), len(gone[0])) > MOST_AXES:
            raise CannotShip("it walks too many axes")
        made = builder.emit(Reduce((tensor,), output, builder.place, function, left, gone))
    return made if keepdim else permuted(made, tuple(axis for axis in range(len(kept)) if axis not in axes))


@lowers("linalg_vector_norm")
def vector_norm(
    builder: Builder,
    tensor: Value,
    *,
    ord: float = 2,  # noqa: A002  the schema's name
    dim: Any = None,
    keepdim: bool = False,
    **_: Any,
) -> Value:
    """Take the Euclidean length along axes."""
    if ord != 2:
        raise CannotShip(f"it is the norm of order {ord}, and only 2 is known")
    builder.place = replace(builder.place, operator="aten.sum")
    return unary(builder, reduce(builder, unary(builder, tensor, "square"), dim=dim, keepdim=keepdim), "sqrt")


def _walk(value: Value, axes: list[int], output: Value | None) -> tuple[Shape, Shape]:
    """Give lengths and strides of some axes, merged, in the order in which the answer lies."""
    shape = tuple(value.shape[axis] for axis in axes)
    strides = tuple(value.strides[axis] for axis in axes)
    guide = strides if output is None else tuple(output.strides[axis] for axis in axes)
    if not shape:
        return (1,), (0,)
    lengths, (_, walked) = collapsed(shape, guide, strides)
    return lengths, walked
