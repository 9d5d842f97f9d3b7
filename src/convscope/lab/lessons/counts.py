"""Numbers of one convolution or of a few equal ones, worked out for a lesson: sizes, parameters, products, reach."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from convscope import arithmetic
from convscope.arithmetic import Window
from convscope.errors import ConvscopeError
from convscope.lab.lessons.steps import arrowed

Size = Annotated[int, Field(ge=1, le=4096)]
Padding = Annotated[int, Field(ge=0, le=4096)]
Small = Annotated[int, Field(ge=1, le=32)]


def parameters(in_channels: Size, out_channels: Size, kernel_size: Size, bias: bool = True) -> int:
    """Count a square convolution's weights and biases."""
    return arithmetic.conv_parameters(in_channels, out_channels, (kernel_size, kernel_size), bias=bias)


def macs(in_channels: Size, out_channels: Size, kernel_size: Size, side: Size) -> int:
    """Count a square convolution's multiply-adds over side × side outputs."""
    return arithmetic.conv_macs(in_channels, out_channels, (kernel_size, kernel_size), (side, side))


def bottleneck_macs(in_channels: Size, out_channels: Size, kernel_size: Size, side: Size, width: Size) -> int:
    """Count the same by way of ``width`` channels, a 1×1 convolution first."""
    sides = (side, side)
    return arithmetic.bottleneck(in_channels, out_channels, (kernel_size, kernel_size), sides, width=width).reduced.macs


def bottleneck_parameters(in_channels: Size, out_channels: Size, kernel_size: Size, width: Size) -> int:
    """Count the weights by way of ``width`` channels."""
    return arithmetic.bottleneck(
        in_channels, out_channels, (kernel_size, kernel_size), (1, 1), width=width
    ).reduced.parameters


def output_size(size: Size, kernel: Size, stride: Size = 1, padding: Padding = 0, dilation: Size = 1) -> int:
    """Count the outputs along one axis."""
    return _window(kernel, stride, padding, dilation).output_size(size)


def transposed_size(
    size: Size, kernel: Size, stride: Size = 1, padding: Padding = 0, output_padding: Padding = 0
) -> int:
    """Count the outputs of a transposed window along one axis."""
    pads = (padding, padding)
    return Window(kernel, stride, pads, transposed=True, output_padding=output_padding).output_size(size)


def formula(size: Size, kernel: Size, stride: Size = 1, padding: Padding = 0, dilation: Size = 1) -> str:
    """Write the size formula with its numbers."""
    return arrowed(_window(kernel, stride, padding, dilation).formula(size))


def never_read(size: Size, kernel: Size, stride: Size = 1, padding: Padding = 0, dilation: Size = 1) -> str:
    """List the positions that no output reads, an en dash where there is none."""
    found = arithmetic.unread(_window(kernel, stride, padding, dilation), size)
    return ", ".join(map(str, found)) or "–"


def lost(size: Size, kernel: Size, stride: Size = 1, padding: Padding = 0, dilation: Size = 1) -> int:
    """Count the positions that no output reads."""
    return len(arithmetic.unread(_window(kernel, stride, padding, dilation), size))


def padded_size(size: Size, padding: Padding) -> int:
    """Count the positions of an axis with its padding on both sides."""
    return size + 2 * padding


def stacked_extent(kernel: Small, dilation: Small, layers: Small) -> int:
    """Count the positions from the first to the last that a unit reads through equal layers at stride 1."""
    return _stacked(kernel, dilation, layers)[-1] + 1


def stacked_read(kernel: Small, dilation: Small, layers: Small) -> int:
    """Count those of them that it does read."""
    return len(_stacked(kernel, dilation, layers))


def uses(row: Padding, column: Padding, size: Size, kernel: Size, padding: Padding = 0) -> int:
    """Count the products that a pixel of a square picture enters."""
    along = arithmetic.coverage(_window(kernel, 1, padding, 1), size)
    if max(row, column) >= size:
        raise ConvscopeError(f"there is no pixel ({row}, {column}) in {size} × {size}", fix="count from 0")
    return int(along[row] * along[column])


def extent(kernel: Size, dilation: Size) -> int:
    """Count the positions from a kernel's first tap to its last."""
    return _window(kernel, 1, 0, dilation).extent


def units(side: Size, kernel: Size, kernels: Size) -> int:
    """Count a convolution's numbers: its places times its kernels."""
    return output_size(side, kernel) ** 2 * kernels


def rounded_up(count: Size, unit: Size) -> int:
    """Give the next multiple of a unit, itself where it is one."""
    return -(-count // unit) * unit


def _stacked(kernel: int, dilation: int, layers: int) -> list[int]:
    return arithmetic.receptive_set([_window(kernel, 1, 0, dilation)] * layers, 0)


def _window(kernel: int, stride: int, padding: int, dilation: int) -> Window:
    return Window(kernel, stride, (padding, padding), dilation)
