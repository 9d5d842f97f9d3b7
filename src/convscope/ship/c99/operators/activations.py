"""Activations: functions of one number."""

from __future__ import annotations

from math import inf
from typing import Any

import torch
from torch import Tensor

from convscope.ship.c99.lowering import axis_of, lowers, numbers_of, taken
from convscope.ship.c99.operators.arithmetic import binary
from convscope.ship.c99.program import Builder, CannotShip
from convscope.ship.c99.steps import Softmax, Unary
from convscope.ship.c99.values import Value, in_order, nesting

PLAIN = ("sigmoid", "tanh", "silu", "hardsigmoid", "hardswish", "mish", "exp", "sqrt", "rsqrt", "abs", "neg", "square",
         "reciprocal", "softsign", "relu6", "relu", "erf", "log", "floor", "log_sigmoid")  # fmt: skip


def unary(builder: Builder, value: Value, function: str, first: float = 0.0, second: float = 0.0) -> Value:
    """Add a function of each number."""
    entering = builder.packed(value)
    output = Value(entering.shape, entering.strides, builder.new(entering.shape).storage)
    return builder.emit(Unary((entering,), output, builder.place, function, first, second))


@lowers(*PLAIN)
def plain(builder: Builder, tensor: Value) -> Value:
    """Take each number's function, which has the operator's name."""
    name = builder.place.operator.removeprefix("aten.").rstrip("_")
    if name in ("relu", "relu6"):
        return unary(builder, tensor, "clamp", 0.0, 6.0 if name == "relu6" else inf)
    return unary(builder, tensor, name)


@lowers("hardtanh")
def hardtanh(builder: Builder, tensor: Value, *, min_val: float, max_val: float) -> Value:
    """Cut to a range."""
    return unary(builder, tensor, "clamp", float(min_val), float(max_val))


@lowers("clamp", "clamp_min", "clamp_max")
def clamp(builder: Builder, tensor: Value, *, min: Any = None, max: Any = None) -> Value:  # noqa: A002
    """Cut to a range that may be open."""
    if isinstance(min, (Tensor, Value)) or isinstance(max, (Tensor, Value)):
        raise CannotShip("its bounds are tensors")
    return unary(builder, tensor, "clamp", -inf if min is None else float(min), inf if max is None else float(max))


@lowers("leaky_relu")
def leaky_relu(builder: Builder, tensor: Value, *, negative_slope: float) -> Value:
    """Keep a share of what is below 0."""
    return unary(builder, tensor, "leaky_relu", float(negative_slope))


@lowers("elu")
def elu(builder: Builder, tensor: Value, *, alpha: float, scale: float, input_scale: float) -> Value:
    """Bend below 0; SELU is one of these."""
    if input_scale != 1:
        raise CannotShip("its input is scaled")
    return unary(builder, tensor, "elu", float(alpha), float(scale))


@lowers("celu")
def celu(builder: Builder, tensor: Value, *, alpha: float) -> Value:
    """Bend below 0, without a corner."""
    return unary(builder, tensor, "celu", float(alpha))


@lowers("threshold")
def threshold(builder: Builder, tensor: Value, *, threshold: float, value: float) -> Value:
    """Replace what is not above a threshold."""
    return unary(builder, tensor, "threshold", float(threshold), float(value))


@lowers("selu")
def selu(builder: Builder, tensor: Value) -> Value:
    """Bend below 0, with the constants of its paper."""
    return unary(builder, tensor, "elu", 1.6732632423543772, 1.0507009873554805)


@lowers("gelu")
def gelu(builder: Builder, tensor: Value, *, approximate: str) -> Value:
    """Weigh by the normal distribution, exactly or by the tanh that is near it."""
    return unary(builder, tensor, "gelu" if approximate == "none" else "gelu_tanh")


@lowers("softplus")
def softplus(builder: Builder, tensor: Value, *, beta: float, threshold: float) -> Value:
    """Round off a ReLU."""
    return unary(builder, tensor, "softplus", float(beta), float(threshold))


@lowers("pow")
def power(builder: Builder, tensor: Value, *, exponent: Any) -> Value:
    """Raise to a power that is known."""
    functions = {2: "square", 0.5: "sqrt", -0.5: "rsqrt", -1: "reciprocal"}
    if not isinstance(tensor, Value) or not isinstance(exponent, (int, float)):
        raise CannotShip("its exponent, or its base, is computed")
    if exponent not in functions and float(exponent).is_integer():
        raise CannotShip("whole powers other than 2 and −1 are not known")
    if exponent not in functions:
        return unary(builder, tensor, "power", float(exponent))  # of what is below 0 there is none
    return unary(builder, tensor, functions[exponent])


@lowers("prelu")
def prelu(builder: Builder, tensor: Value, *, weight: Any) -> Value:
    """Keep a trained share of what is below 0: max(x, 0) + share·min(x, 0)."""
    share = numbers_of(weight)
    slope = torch.from_numpy(share.reshape(-1, *(1,) * max(len(tensor.shape) - 2, 0)))
    below = binary(builder, "mul", unary(builder, tensor, "clamp", -inf, 0.0), slope)
    return binary(builder, "add", unary(builder, tensor, "clamp", 0.0, inf), below)


@lowers("softmax", "_softmax", "log_softmax", "_log_softmax")
def softmax(builder: Builder, tensor: Value, *, dim: int, **_: Any) -> Value:
    """Make shares of 1 along an axis."""
    axis = axis_of(dim, tensor)
    order = tuple(one for one in nesting(tensor.shape, tensor.strides) if one != axis)
    entering = builder.laid(tensor, in_order(tensor.shape, (*order, axis)))
    output = Value(entering.shape, entering.strides, builder.new(entering.shape).storage)
    logarithm = "log" in builder.place.operator
    return builder.emit(Softmax((entering,), output, builder.place, tensor.shape[axis], logarithm))


@lowers("dropout", "feature_dropout", "alpha_dropout", "contiguous", "clone", "detach", "alias", "lift_fresh_copy",
        "to", "_to_copy", "type_as", "dropout2d", "identity")  # fmt: skip
def same(builder: Builder, tensor: Any, **_: Any) -> Value:
    """Do nothing: at inference these change no number."""
    return taken(builder, tensor)
