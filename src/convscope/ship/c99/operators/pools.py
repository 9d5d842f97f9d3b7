"""Pools."""

from __future__ import annotations

from typing import Any

from convscope.ship.c99.lowering import lowers, map_size, pair
from convscope.ship.c99.operators.arithmetic import binary
from convscope.ship.c99.operators.shapes import part
from convscope.ship.c99.program import Builder, CannotShip
from convscope.ship.c99.steps import AdaptivePool, Pool
from convscope.ship.c99.values import Value


def _side(size: int, kernel: int, stride: int, pad: int, dilation: int, ceil_mode: bool) -> int:
    """Count windows; one that ceil_mode adds must begin on the picture or the padding before it, as in PyTorch."""
    reach = size + 2 * pad - dilation * (kernel - 1) - 1
    windows = (reach + (stride - 1 if ceil_mode else 0)) // stride + 1
    if ceil_mode and (windows - 1) * stride >= size + pad:
        windows -= 1
    return windows


def _pool(
    builder: Builder, value: Value, maximum: bool, window: tuple[Any, Any, Any, Any], ceil_mode: bool, **counting: Any
) -> Value:
    size = map_size(value)
    kernel = pair(window[0])
    stride, before, dilation = pair(window[1], 0), pair(window[2], 0), pair(window[3], 1)
    stride = kernel if stride == (0, 0) else stride
    sides = [_side(size[axis], kernel[axis], stride[axis], before[axis], dilation[axis], ceil_mode) for axis in (0, 1)]
    counted = before if counting.get("padding_counts") else (0, 0)
    output = builder.new((1, value.shape[1], *sides))
    return builder.emit(
        Pool(
            (builder.pixelwise(value),), output, builder.place, maximum, value.shape[1], (size, (sides[0], sides[1])),
            kernel, stride, before, dilation, counted, counting.get("divisor") or 0,
        )
    )  # fmt: skip


@lowers("max_pool2d")
def max_pool2d(
    builder: Builder, tensor: Value, *, kernel_size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool
) -> Value:
    """Take each window's maximum; padding never wins."""
    return _pool(builder, tensor, True, (kernel_size, stride, padding, dilation), ceil_mode)


@lowers("avg_pool2d")
def avg_pool2d(
    builder: Builder, tensor: Value, *, kernel_size: Any, stride: Any, padding: Any, ceil_mode: bool,
    count_include_pad: bool, divisor_override: int | None,
) -> Value:  # fmt: skip
    """Take each window's mean."""
    window = (kernel_size, stride, padding, 1)
    return _pool(builder, tensor, False, window, ceil_mode, padding_counts=count_include_pad, divisor=divisor_override)


@lowers("adaptive_avg_pool2d", "adaptive_max_pool2d")
def adaptive_pool2d(builder: Builder, tensor: Value, *, output_size: Any) -> Any:
    """Share out the map among as many windows as are asked for."""
    size = map_size(tensor)
    maximum = "max" in builder.place.operator
    asked = [size[axis] if length is None else length for axis, length in enumerate(pairs(output_size))]
    output = builder.new((1, tensor.shape[1], *asked))
    step = AdaptivePool(
        (builder.pixelwise(tensor),), output, builder.place, maximum, tensor.shape[1], (size, (asked[0], asked[1]))
    )
    return (builder.emit(step), None) if maximum else builder.emit(step)


def pairs(output_size: Any) -> list[int | None]:
    """Read an adaptive pool's size; None keeps an axis."""
    if isinstance(output_size, int):
        return [output_size, output_size]
    if len(output_size) not in (1, 2):
        raise CannotShip(f"its output size is {output_size}")
    return [output_size[0], output_size[-1]]


@lowers("avg_pool3d")
def avg_pool3d(builder: Builder, tensor: Value, *, kernel_size: Any, stride: Any, padding: Any, **_: Any) -> Value:
    """Take the mean of neighbouring channels, as local response normalisation does; other volumes are not known."""
    length, *others = kernel_size
    steps, pads = [stride] if isinstance(stride, int) else stride, [padding] if isinstance(padding, int) else padding
    if others != [1, 1] or set(steps) != {1} or any(pads):
        raise CannotShip("it pools a volume")
    axis = len(tensor.shape) - 3
    left = tensor.shape[axis] - length + 1
    total = part(tensor, axis, 0, left)
    for start in range(1, length):
        total = binary(builder, "add", total, part(tensor, axis, start, left))
    return binary(builder, "mul", total, 1 / length)
