"""Normalisations at inference."""

from __future__ import annotations

from math import prod
from typing import Any, cast

import numpy as np

from convscope.ship.c99.lowering import lowers, numbers_of
from convscope.ship.c99.program import Builder, CannotShip
from convscope.ship.c99.steps import Affine, Normalise
from convscope.ship.c99.values import Array, Value, in_order, nesting


def affine(builder: Builder, value: Value, scale: Array, shift: Array) -> Value:
    """Multiply and add, a number a channel."""
    entering = builder.pixelwise(value)
    output = Value(entering.shape, entering.strides, builder.new(entering.shape).storage)
    return builder.emit(Affine((entering,), output, builder.place, scale, shift))


@lowers("batch_norm", "_native_batch_norm_legit_no_training")
def batch_norm(
    builder: Builder,
    tensor: Value,
    *,
    weight: Any,
    bias: Any,
    running_mean: Any,
    running_var: Any,
    eps: float,
    **_: Any,
) -> Any:
    """Use what training has seen: a factor and a summand a channel, in double precision until they are rounded once."""
    if running_mean is None or running_var is None:
        raise CannotShip("it normalises by the batch it is in: a batch of one picture is not what it was trained on")
    mean, variance = numbers_of(running_mean).astype(float), numbers_of(running_var).astype(float)
    scale = 1 / np.sqrt(variance + eps)
    if weight is not None:
        scale = scale * numbers_of(weight)
    shift = -mean * scale + (0 if bias is None else numbers_of(bias).astype(float))
    made = affine(builder, tensor, scale.astype(np.float32), shift.astype(np.float32))
    return made if builder.place.operator == "aten.batch_norm" else (made, None, None)


def _given(weight: Any, bias: Any, count: int) -> tuple[Array, Array]:
    gain = np.ones(count, np.float32) if weight is None else numbers_of(weight).ravel()
    return gain, np.zeros(count, np.float32) if bias is None else numbers_of(bias).ravel()


@lowers("layer_norm")
def layer_norm(
    builder: Builder, tensor: Value, *, normalized_shape: Any, weight: Any, bias: Any, eps: float, **_: Any
) -> Value:
    """Normalise over the last axes."""
    axes = range(len(tensor.shape) - len(normalized_shape), len(tensor.shape))
    outer = tuple(axis for axis in nesting(tensor.shape, tensor.strides) if axis not in axes)
    strides = in_order(tensor.shape, (*outer, *axes))
    entering = builder.laid(tensor, strides)
    each = prod(normalized_shape)
    output = Value(entering.shape, entering.strides, builder.new(entering.shape).storage)
    given = _given(weight, bias, each)
    return builder.emit(Normalise((entering,), output, builder.place, tensor.size // each, 1, 1, each, eps, *given))


@lowers("group_norm")
def group_norm(
    builder: Builder, tensor: Value, *, num_groups: int, weight: Any, bias: Any, eps: float, **_: Any
) -> Value:
    """Normalise over the map and a group of channels."""
    entering = builder.pixelwise(tensor)
    channels = tensor.shape[1]
    output = Value(entering.shape, entering.strides, builder.new(entering.shape).storage)
    pixels, each, given = prod(tensor.shape[2:]), channels // num_groups, _given(weight, bias, channels)
    return builder.emit(Normalise((entering,), output, builder.place, 1, pixels, num_groups, each, eps, *given))


@lowers("instance_norm")
def instance_norm(
    builder: Builder, tensor: Value, *, weight: Any, bias: Any, running_mean: Any, running_var: Any,
    use_input_stats: bool, eps: float, **_: Any,
) -> Value:  # fmt: skip
    """Normalise each map by itself, or by what training has seen."""
    if not use_input_stats:
        made = batch_norm(
            builder, tensor, weight=weight, bias=bias, running_mean=running_mean, running_var=running_var, eps=eps
        )
        return cast("Value", made[0] if isinstance(made, tuple) else made)
    return group_norm(builder, tensor, num_groups=tensor.shape[1], weight=weight, bias=bias, eps=eps)
