"""Layers of which a part of the output can be computed from a part of the input, exactly: how, and which part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch.nn.functional as F
from torch import Tensor
from torch.utils._pytree import tree_leaves

from convscope.arithmetic import Window
from convscope.network.description import NETWORK_INPUT, Layer
from convscope.network.operators.operation import bind
from convscope.network.operators.registry import DROPOUTS, POINTWISE
from convscope.network.recording import Call, Recording, Source

IN_PLACE = Window(kernel=1)
CONVOLUTION = ("input", "weight", "bias", "stride", "padding", "dilation", "groups")
MAX_POOL = ("input", "kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices")
MEAN_POOL = ("input", "kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override")
BATCH_NORM = ("input", "running_mean", "running_var", "weight", "bias", "training")
BY_CHANCE = frozenset({"bernoulli", "rrelu"})


@dataclass(frozen=True)
class Local:
    """How a part of a layer's output comes from parts of its sources.

    Along rows and columns every source is read through ``windows``; beyond its border lies ``beyond``. ``compute``
    takes the sources' parts, padding included, in the order of `Call.sources`.
    """

    windows: tuple[Window, Window]
    compute: Callable[[Sequence[Tensor]], Tensor]
    beyond: float = 0.0


def local(layer: Layer, call: Call, recorded: Recording, merged: tuple[Tensor, Tensor] | None = None) -> Local | None:
    """Say how a part of a layer's output is computed; None where all of it has to be, or nobody knows.

    Known are convolution, pooling, padding with a constant, batch norm with fixed statistics, joining of channels, and
    what works on each number by itself. ``merged`` are weight and bias of a convolution in place of its own.
    """
    shapes = [_shape(recorded, source) for source in call.sources]
    if len(layer.output_shape) != 4 or not shapes or any(len(shape) != 4 for shape in shapes):
        return None
    if call.sources and not isinstance(call.args[0], Source) and layer.operator not in ("cat", "concat", "concatenate"):
        return None if layer.operator not in POINTWISE else _pointwise(layer, call, shapes)
    if layer.operator == "conv2d":
        return _convolution(layer, call, merged)
    known = {"max_pool2d": _max_pool, "avg_pool2d": _mean_pool, "pad": _padding}.get(layer.operator)
    if known is not None:
        return known(layer, call)
    if layer.operator == "batch_norm":
        return _batch_norm(call)
    if layer.operator in ("cat", "concat", "concatenate"):
        return _joined(layer, call, shapes)
    return _pointwise(layer, call, shapes)


def _shape(recorded: Recording, source: int) -> tuple[int, ...]:
    return tuple(recorded.images.shape) if source == NETWORK_INPUT else recorded.network.layers[source].output_shape


def _two(windows: Sequence[Window]) -> tuple[Window, Window]:
    rows, columns = windows
    return rows, columns


def _convolution(layer: Layer, call: Call, merged: tuple[Tensor, Tensor] | None) -> Local | None:
    bound = bind(CONVOLUTION, call.args, call.kwargs)
    if len(call.sources) != 1 or len(layer.windows) != 2:
        return None
    weight, bias = (bound["weight"], bound.get("bias")) if merged is None else merged
    stride, dilation, groups = bound.get("stride", 1), bound.get("dilation", 1), bound.get("groups", 1)

    def compute(parts: Sequence[Tensor]) -> Tensor:
        return F.conv2d(parts[0], weight, bias, stride, 0, dilation, groups)

    return Local(_two(layer.windows), compute)


def _max_pool(layer: Layer, call: Call) -> Local | None:
    bound = bind(MAX_POOL, call.args, call.kwargs)
    if bound.get("return_indices"):
        return None
    kernel, dilation = bound["kernel_size"], bound.get("dilation", 1)
    stride = bound.get("stride") or kernel

    def compute(parts: Sequence[Tensor]) -> Tensor:
        return F.max_pool2d(parts[0], kernel, stride, 0, dilation)

    return Local(_two(layer.windows), compute, float("-inf"))


def _mean_pool(layer: Layer, call: Call) -> Local | None:
    bound = bind(MEAN_POOL, call.args, call.kwargs)
    padded = any(any(window.padding) for window in layer.windows)
    if bound.get("ceil_mode") or (padded and not bound.get("count_include_pad", True)):
        return None  # a mean there is one of fewer numbers
    kernel, divisor = bound["kernel_size"], bound.get("divisor_override")
    stride = bound.get("stride") or kernel

    def compute(parts: Sequence[Tensor]) -> Tensor:
        return F.avg_pool2d(parts[0], kernel, stride, 0, divisor_override=divisor)

    return Local(_two(layer.windows), compute)


def _padding(layer: Layer, call: Call) -> Local | None:
    value = bind(("input", "pad", "mode", "value"), call.args, call.kwargs).get("value")
    if len(layer.windows) != 2 or any(min(window.padding) < 0 for window in layer.windows):
        return None
    return Local(_two(layer.windows), lambda parts: parts[0], 0.0 if value is None else float(value))


def _batch_norm(call: Call) -> Local | None:
    bound = bind(BATCH_NORM, call.args, call.kwargs)
    if call.function is not F.batch_norm or bound.get("training") or bound["running_mean"] is None:
        return None
    return Local((IN_PLACE, IN_PLACE), lambda parts: _alike(call, parts))


def _joined(layer: Layer, call: Call, shapes: Sequence[tuple[int, ...]]) -> Local | None:
    bound = bind(("tensors", "dim"), call.args, call.kwargs)
    flat = tree_leaves(bound["tensors"])
    one_axis = bound.get("dim", 0) in (1, -3) and all(shape[2:] == layer.output_shape[2:] for shape in shapes)
    if not one_axis or not all(isinstance(part, Source) for part in flat):
        return None
    return Local((IN_PLACE, IN_PLACE), lambda parts: _alike(call, parts))


def _pointwise(layer: Layer, call: Call, shapes: Sequence[tuple[int, ...]]) -> Local | None:
    known = layer.operator in POINTWISE | frozenset(DROPOUTS) | {"prelu"} and layer.operator not in BY_CHANCE
    if not known or any(shape != layer.output_shape for shape in shapes) or call.kwargs.get("out") is not None:
        return None
    others = [value for value in tree_leaves((call.args, dict(call.kwargs))) if isinstance(value, Tensor)]
    if layer.operator != "prelu" and any(_has_places(value) for value in others):
        return None
    return Local((IN_PLACE, IN_PLACE), lambda parts: _alike(call, parts))


def _has_places(tensor: Tensor) -> bool:
    """Whether a constant differs from place to place."""
    return any(length != 1 for length in tuple(tensor.shape)[-2:])


def _alike(call: Call, parts: Sequence[Tensor]) -> Tensor:
    """Make the call on parts; one that writes in place gets its own."""
    given = dict(zip(call.sources, parts, strict=True))
    made: Any = call.again(lambda source: given[source].clone() if call.in_place else given[source])
    return made if isinstance(made, Tensor) else made[0]
