"""The numbers of a lesson: ``{{ parameters(3, 10, 5) }}`` calls one of these, and nothing else."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field, ValidationError, validate_call

from convscope import arithmetic
from convscope.arithmetic import Window
from convscope.errors import ConvscopeError, UnknownName
from convscope.lab.lessons.connected import fully_connected, locally_connected, network_parameters, pool_weights
from convscope.lab.lessons.handwriting import digits_learnt, digits_right, digits_tested, others_asked, others_right
from convscope.lab.lessons.lecture import blind_kernels, lecture_map, lecture_sum
from convscope.lab.lessons.painted import style_layers, style_side
from convscope.lab.lessons.patches import patch_found, patch_side, patch_trials
from convscope.lab.lessons.pooled import coarsest, pointwise, pools
from convscope.lab.lessons.positions import position_left, position_regions
from convscope.lab.lessons.seams import seam_labels, seam_margin, seam_tile
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


FUNCTIONS: dict[str, Callable[..., int | str]] = {
    function.__name__: validate_call(function)
    for function in (
        parameters,
        macs,
        bottleneck_macs,
        bottleneck_parameters,
        output_size,
        transposed_size,
        formula,
        never_read,
        lost,
        padded_size,
        uses,
        extent,
        rounded_up,
        units,
        stacked_extent,
        stacked_read,
        patch_found,
        patch_side,
        patch_trials,
        lecture_map,
        lecture_sum,
        blind_kernels,
        pools,
        pointwise,
        coarsest,
        position_left,
        position_regions,
        seam_labels,
        seam_margin,
        seam_tile,
        style_layers,
        style_side,
        fully_connected,
        locally_connected,
        network_parameters,
        pool_weights,
        digits_learnt,
        digits_tested,
        digits_right,
        others_asked,
        others_right,
    )
}


def computed(expression: str) -> str:
    """Compute one call, its number with thin groups of three.

    >>> computed("parameters(in_channels=3, out_channels=10, kernel_size=5)")
    '760'
    >>> computed("open('x')")
    Traceback (most recent call last):
        ...
    convscope.errors.UnknownName: function 'open' is not known; known: parameters, macs, bottleneck_macs, \
bottleneck_parameters, output_size, transposed_size, formula, never_read, lost, padded_size, uses, extent, …

    Raises `ConvscopeError` for what is no call of a known function with literals that it takes.
    """
    name, positional, named = _call(expression)
    if name not in FUNCTIONS:
        raise UnknownName("function", name, list(FUNCTIONS))
    try:
        found = FUNCTIONS[name](*positional, **named)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ConvscopeError(f"{name}: {where}: {first['msg']}", fix=f"as in {name}(…)") from error
    return f"{found:,}" if isinstance(found, int) else found


def _call(expression: str) -> tuple[str, list[Any], dict[str, Any]]:
    wrong = ConvscopeError(
        f"{{{{ {expression[:80]} }}}} is no call of a function with numbers", fix="write {{ parameters(3, 10, 5) }}"
    )
    try:
        call = ast.parse(expression.strip(), mode="eval").body
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            raise wrong
        positional = [ast.literal_eval(one) for one in call.args]
        named = {str(one.arg): ast.literal_eval(one.value) for one in call.keywords if one.arg}
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError) as error:
        raise wrong from error
    if len(named) != len(call.keywords):
        raise wrong
    return call.func.id, positional, named


def _stacked(kernel: int, dilation: int, layers: int) -> list[int]:
    return arithmetic.receptive_set([_window(kernel, 1, 0, dilation)] * layers, 0)


def _window(kernel: int, stride: int, padding: int, dilation: int) -> Window:
    return Window(kernel, stride, (padding, padding), dilation)
