"""Products of two tensors that are both computed: attention has them."""

from __future__ import annotations

from math import prod, sqrt
from typing import Any

import numpy as np

from convscope.ship.c99.lowering import lowers, taken
from convscope.ship.c99.operators.activations import softmax
from convscope.ship.c99.operators.arithmetic import binary, spread_to
from convscope.ship.c99.operators.shapes import transpose
from convscope.ship.c99.program import Builder, CannotShip
from convscope.ship.c99.steps import Product
from convscope.ship.c99.values import Value


@lowers("matmul", "bmm", "mm")
def matmul(builder: Builder, tensor: Any, **others: Any) -> Value:
    """Multiply the matrices in the last two axes."""
    one = taken(builder, tensor)
    other = taken(builder, others.get("other", others.get("mat2")))
    if len(one.shape) < 2 or len(other.shape) < 2:
        raise CannotShip("it multiplies vectors")
    outer = tuple(np.broadcast_shapes(one.shape[:-2], other.shape[:-2]))
    one = builder.flat(spread_to_matrix(one, outer))
    other = builder.flat(spread_to_matrix(other, outer))
    rows, inner, columns = one.shape[-2], one.shape[-1], other.shape[-1]
    output = builder.new((*outer, rows, columns), _flat((*outer, rows, columns)))
    return builder.emit(Product((one, other), output, builder.place, (prod(outer), rows, inner, columns)))


def spread_to_matrix(value: Value, outer: tuple[int, ...]) -> Value:
    """See matrices at more outer axes."""
    return spread_to(value, (*outer, *value.shape[-2:]))


def _flat(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(prod(shape[axis + 1 :]) for axis in range(len(shape)))


@lowers("scaled_dot_product_attention")
def attention(
    builder: Builder, query: Value, *, key: Value, value: Value, attn_mask: Any, is_causal: bool, scale: float | None,
    **_: Any,
) -> Value:  # fmt: skip
    """Mix the values by how well each query meets each key."""
    if is_causal:
        raise CannotShip("it is causal")
    turned = transpose(builder, key, dim0=-2, dim1=-1)
    met = matmul(builder, query, other=turned)
    met = binary(builder, "mul", met, 1 / sqrt(query.shape[-1]) if scale is None else scale)
    if attn_mask is not None:
        met = binary(builder, "add", met, attn_mask)
    shares = softmax(builder, met, dim=-1)
    return matmul(builder, shares, other=value)
