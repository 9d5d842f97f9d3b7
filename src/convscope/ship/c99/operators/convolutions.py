"""Convolutions and fully connected layers."""

from __future__ import annotations

from typing import Any

import numpy as np
from torch import Tensor

from convscope.ship.c99.lowering import lowers, map_size, numbers_of, pair
from convscope.ship.c99.program import Builder, CannotShip
from convscope.ship.c99.steps import Convolution
from convscope.ship.c99.values import Array, Value, row_major


def _bias(bias: Tensor | None, channels: int) -> Array:
    return np.zeros(channels, np.float32) if bias is None else numbers_of(bias)


@lowers("conv2d")
def conv2d(
    builder: Builder, tensor: Value, *, weight: Any, bias: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Value:
    """Convolve; padding may be the word same, which puts the odd row below and on the right."""
    kernel = numbers_of(weight)
    height, width = map_size(tensor)
    strides, rates = pair(stride, 1), pair(dilation, 1)
    spans = [rate * (side - 1) for rate, side in zip(rates, kernel.shape[2:], strict=True)]
    if padding == "same":
        before, around = (spans[0] // 2, spans[1] // 2), (spans[0], spans[1])
    elif padding == "valid":
        before, around = (0, 0), (0, 0)
    else:
        before = pair(padding, 0)
        around = 2 * before[0], 2 * before[1]
    sides = [
        (side + pad - span - 1) // step + 1
        for side, pad, span, step in zip((height, width), around, spans, strides, strict=True)
    ]
    entering = builder.pixelwise(tensor)
    output = builder.new((1, kernel.shape[0], *sides))
    return builder.emit(
        Convolution(
            (entering,), output, builder.place, kernel, _bias(bias, kernel.shape[0]),
            ((height, width), (sides[0], sides[1])), strides, before, rates, groups,
        )
    )  # fmt: skip


@lowers("conv_transpose2d")
def conv_transpose2d(
    builder: Builder, tensor: Value, *, weight: Any, bias: Any, stride: Any, padding: Any, output_padding: Any,
    groups: int, dilation: Any,
) -> Value:  # fmt: skip
    """Convolve the other way: an answer reads the pixels whose windows it would lie in."""
    kernel = numbers_of(weight)
    size = map_size(tensor)
    strides, rates, before, extra = pair(stride, 1), pair(dilation, 1), pair(padding, 0), pair(output_padding, 0)
    sides = [
        (size[axis] - 1) * strides[axis]
        - 2 * before[axis]
        + rates[axis] * (kernel.shape[2 + axis] - 1)
        + extra[axis]
        + 1
        for axis in (0, 1)
    ]
    channels = kernel.shape[1] * groups
    output = builder.new((1, channels, *sides))
    return builder.emit(
        Convolution(
            (builder.pixelwise(tensor),), output, builder.place, kernel, _bias(bias, channels),
            (size, (sides[0], sides[1])), strides, before, rates, groups, transposed=True,
        )
    )  # fmt: skip


@lowers("linear")
def linear(builder: Builder, tensor: Value, *, weight: Any, bias: Any) -> Value:
    """Multiply the last axis by a matrix, at every place of the others."""
    matrix = numbers_of(weight)
    if not tensor.shape:
        raise CannotShip("it works on a single number")
    entering, output = _last_innermost(builder, tensor, len(matrix))
    places = tensor.size // tensor.shape[-1]
    kernel = matrix.reshape(*matrix.shape, 1, 1)
    return builder.emit(
        Convolution((entering,), output, builder.place, kernel, _bias(bias, len(matrix)), ((1, places), (1, places)))
    )


def _last_innermost(builder: Builder, value: Value, channels: int) -> tuple[Value, Value]:
    """Give the value with its last axis side by side, the others nested as they are, and a value for the answer."""
    packed = builder.packed(value)
    if packed.shape[-1] > 1 and packed.strides[-1] != 1:
        packed = builder.laid(packed, row_major(packed.shape))
    longer = tuple(
        stride if axis == len(packed.shape) - 1 else stride // packed.shape[-1] * channels
        for axis, stride in enumerate(packed.strides)
    )
    strides = (*longer[:-1], 1)
    return packed, builder.new((*packed.shape[:-1], channels), strides)
