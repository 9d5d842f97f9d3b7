"""Max, mean and adaptive pooling, 1-, 2- and 3-D."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor

from convscope.arithmetic import Adaptive, Everything, Relation, Window
from convscope.network.operators.operation import Operation, Unbounded, bind, nothing, per_axis
from convscope.network.operators.reading import AxisRead, Reading, in_place

MAX_NAMES = ("input", "kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices")
MEAN_NAMES = ("input", "kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override")


def max_pooling(axes: int, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.max_pool1d`, ``2d`` or ``3d``, with or without indices."""
    return _pooling(axes, bind(MAX_NAMES, args, kwargs))


def mean_pooling(axes: int, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.avg_pool1d`, ``2d`` or ``3d``."""
    return _pooling(axes, bind(MEAN_NAMES, args, kwargs))


def _pooling(axes: int, bound: Mapping[str, Any]) -> Operation:
    kernel_size = per_axis(bound["kernel_size"], axes)
    stride = bound.get("stride")  # None and () both mean: as the kernel
    strides = kernel_size if stride is None or stride == () else per_axis(stride, axes)
    paddings = per_axis(bound.get("padding", 0), axes)
    dilations = per_axis(bound.get("dilation", 1), axes)
    windows = tuple(
        Window(kernel=k, stride=s, padding=(p, p), dilation=d, ceil_mode=bool(bound.get("ceil_mode", False)))
        for k, s, p, d in zip(kernel_size, strides, paddings, dilations, strict=True)
    )
    return Operation(((bound["input"], _sliding(bound["input"], windows)),), windows, macs=nothing)


def _sliding(tensor: Tensor, relations: Sequence[Relation]) -> Reading:
    """Read a map through windows, each channel by itself."""
    first = tensor.ndim - len(relations)
    return in_place(
        tensor.ndim, {first + axis: AxisRead(first + axis, relation) for axis, relation in enumerate(relations)}
    )


def adaptive_pooling(axes: int, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe adaptive pooling: an ordinary window where the sizes divide, the whole map for an output of 1.

    Elsewhere, and on an empty map, its windows differ from place to place, and are no `Window`.
    """
    bound = bind(("input", "output_size"), args, kwargs)
    sizes = tuple(bound["input"].shape)[-axes:]
    wanted = bound["output_size"]
    wanted = (wanted,) * axes if wanted is None or isinstance(wanted, int) else tuple(wanted)
    outputs = [size if want is None else int(want) for size, want in zip(sizes, wanted, strict=True)]
    tensor = bound["input"]
    if any(want < 1 or size < 1 or size % want for size, want in zip(sizes, outputs, strict=True)):
        return Operation(((tensor, _sliding(tensor, [Adaptive()] * axes)),), macs=nothing)
    windows = tuple(Window(kernel=size // want, stride=size // want) for size, want in zip(sizes, outputs, strict=True))
    unbounded: Unbounded = "yes" if 1 in outputs else "no"
    relations = [Everything() if want == 1 else window for want, window in zip(outputs, windows, strict=True)]
    return Operation(((tensor, _sliding(tensor, relations)),), windows, macs=nothing, unbounded=unbounded)
