"""Average pools and repeated borders in place of a network's own, wherever and however it calls them.

Gatys, Ecker, Bethge, CVPR 2016: averages let gradients reach every pixel, where maxima leave holes. Zeros beyond the
border are a frame that the picture does not have; its last row and column, repeated, are none. The module itself is
left as it is: the calls are made otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch.nn.functional as F
from torch import Tensor
from torch.overrides import TorchFunctionMode

from convscope.arithmetic import same_padding
from convscope.network.operators import operator_name
from convscope.network.operators.operation import bind, per_axis

CONVOLUTION = ("input", "weight", "bias", "stride", "padding", "dilation", "groups")
MAXIMUM = ("input", "kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices")
MEAN = ("input", "kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override")
PAD = ("input", "pad", "mode", "value")


class Softened(TorchFunctionMode):
    """For as long as the block lasts, 2-D maxima are averages, and padding repeats the border.

    Shapes stay what they are. A dilated maximum, and one whose indices are asked for, stays a maximum.

    >>> import torch
    >>> with Softened():
    ...     torch.nn.MaxPool2d(2)(torch.tensor([[[[1.0, 2.0], [3.0, 6.0]]]])).item()
    3.0
    """

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        other = OTHERWISE.get(operator_name(func))
        made = None if other is None else other(args, kwargs or {})
        return func(*args, **(kwargs or {})) if made is None else made


def _convolution(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Tensor | None:
    bound = bind(CONVOLUTION, args, kwargs)
    padding, weight = bound.get("padding", 0), bound["weight"]
    if padding == "valid" or bound["input"].ndim != 4:
        return None
    dilation = per_axis(bound.get("dilation", 1), 2)
    if padding == "same":
        rows, columns = (same_padding(kernel, d) for kernel, d in zip(weight.shape[2:], dilation, strict=True))
    else:
        rows, columns = ((pad, pad) for pad in per_axis(padding, 2))
    if not any((*rows, *columns)):
        return None
    return F.conv2d(_beyond(bound["input"], (*columns, *rows)), **{**_rest(bound), "padding": 0})


def _maximum(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Tensor | None:
    bound = bind(MAXIMUM, args, kwargs)
    if bound.get("return_indices") or set(per_axis(bound.get("dilation", 1), 2)) != {1} or bound["input"].ndim != 4:
        return None
    stride = bound.get("stride")
    named = {"kernel_size": bound["kernel_size"], "ceil_mode": bool(bound.get("ceil_mode", False))}
    named["stride"] = named["kernel_size"] if stride is None or stride == () else stride
    rows, columns = per_axis(bound.get("padding", 0), 2)
    return F.avg_pool2d(_beyond(bound["input"], (columns, columns, rows, rows)), **named)


def _mean(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Tensor | None:
    bound = bind(MEAN, args, kwargs)
    rows, columns = per_axis(bound.get("padding", 0), 2)
    if not rows and not columns:
        return None
    given = _beyond(bound["input"], (columns, columns, rows, rows))
    return F.avg_pool2d(given, **{**_rest(bound), "padding": 0})


def _pad(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Tensor | None:
    bound = bind(PAD, args, kwargs)
    pad, given = tuple(bound["pad"]), bound["input"]
    if bound.get("mode", "constant") != "constant" or len(pad) != 4 or given.ndim != 4 or min(pad) < 0:
        return None
    return _beyond(given, pad)


def _beyond(given: Tensor, pad: tuple[int, ...]) -> Tensor:
    return F.pad(given, pad, mode="replicate") if any(pad) else given


def _rest(bound: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in bound.items() if name != "input"}


OTHERWISE: dict[str, Callable[[Sequence[Any], Mapping[str, Any]], Tensor | None]] = {
    "conv2d": _convolution,
    "max_pool2d": _maximum,
    "avg_pool2d": _mean,
    "pad": _pad,
}
