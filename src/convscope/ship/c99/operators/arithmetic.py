"""Sums, products and the like of two tensors."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from convscope.ship.c99.lowering import lowers, taken
from convscope.ship.c99.program import MOST_AXES, Builder, CannotShip
from convscope.ship.c99.steps import Binary
from convscope.ship.c99.values import Shape, Value, collapsed, in_order, nesting

NAMES = {"add": "add", "sub": "sub", "rsub": "rsub", "mul": "mul", "div": "div", "maximum": "max", "minimum": "min"}


@lowers(*NAMES)
def arithmetic(builder: Builder, one: Any, *, other: Any, alpha: Any = 1, rounding_mode: str | None = None) -> Value:
    """Add, subtract, multiply, divide, or take the larger or the smaller."""
    name = builder.place.operator.removeprefix("aten.").rstrip("_")
    if rounding_mode:
        raise CannotShip("it rounds")
    if alpha != 1:
        scaled = binary(builder, "mul", *((one, alpha) if name == "rsub" else (other, alpha)))
        one, other = (scaled, other) if name == "rsub" else (one, scaled)
    if name == "rsub":
        name, one, other = "sub", other, one
    return binary(builder, NAMES[name], one, other)


def binary(builder: Builder, function: str, one: Any, other: Any) -> Value:
    """Combine two operands, what is of length 1 in one of them repeated."""
    operands = [taken(builder, operand) for operand in (one, other)]
    shape = tuple(np.broadcast_shapes(*(operand.shape for operand in operands)))
    leading = max(operands, key=lambda operand: (operand.storage.numbers is None, prod(operand.shape)))
    spread = [spread_to(operand, shape) for operand in operands]
    guide = spread_to(leading, shape)
    output = builder.new(
        shape, in_order(shape, nesting(shape, guide.strides) if leading.size == prod(shape) else _plain(shape))
    )
    if len(collapsed(shape, output.strides, *(value.strides for value in spread))[0]) > MOST_AXES:
        spread = [builder.laid(value, output.strides) for value in spread]
    return builder.emit(Binary(tuple(spread), output, builder.place, function))


def spread_to(value: Value, shape: Shape) -> Value:
    """See a value at a larger shape, axes of length 1 standing still."""
    new = len(shape) - len(value.shape)
    strides = (
        *(0,) * new,
        *(0 if mine == 1 else stride for mine, stride in zip(value.shape, value.strides, strict=True)),
    )
    return Value(shape, strides, value.storage, value.offset)


def _plain(shape: Shape) -> Shape:
    return (0, *range(2, len(shape)), 1) if len(shape) > 2 else tuple(range(len(shape)))
