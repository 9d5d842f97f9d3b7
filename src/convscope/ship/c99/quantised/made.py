"""A step in float as a step in integers: weights, factors and tables, worked out once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import floor, log2, prod
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from convscope.ship.c99.calls import RUN
from convscope.ship.c99.grids import HIGHEST, LOWEST, packed
from convscope.ship.c99.quantised.steps import (
    PIXELS,
    QuantisedConvolution,
    QuantisedMean,
    QuantisedProduct,
    QuantisedResize,
    QuantisedScale,
    QuantisedSum,
    Table,
    grid_of,
)
from convscope.ship.c99.steps import (
    AdaptivePool,
    Affine,
    Binary,
    Border,
    Convolution,
    Copy,
    Fill,
    Pool,
    Resize,
    Scale,
    Step,
    Unary,
)
from convscope.ship.c99.values import Storage, Value

Make = Callable[[Any, tuple[Value, ...], Value], Step]
MOST_BIAS = 2**29
PICTURE_SHIFT = 20


def follows(step: Step) -> bool:
    """Whether every answer is one of the numbers that enter, or lies between two: it keeps their grid."""
    if isinstance(step, (Pool, AdaptivePool)):
        return step.maximum
    return isinstance(step, (Copy, Border, Resize))


def _scale(step: Scale, _: tuple[Value, ...], output: Value) -> Step:
    grid = grid_of(output.storage)
    factors = np.round(np.array(step.scale) / grid.scale * 2**PICTURE_SHIFT).astype(np.int32)
    summands = np.round((np.array(step.shift) / grid.scale + grid.zero + 0.5) * 2**PICTURE_SHIFT).astype(np.int32)
    return QuantisedScale((), output, step.place, factors, summands)


def _convolution(step: Convolution, entering: tuple[Value, ...], output: Value) -> Step:
    scale = grid_of(entering[0].storage).scale
    largest = np.abs(step.weight).reshape(len(step.weight), -1).max(1).astype(float)
    scales = np.maximum(largest / HIGHEST, np.abs(step.bias.astype(float)) / (scale * MOST_BIAS))
    scales = np.where(scales > 0, scales, 1.0)
    weight = np.round(step.weight / scales[:, None, None, None]).astype(np.int8).transpose(0, 2, 3, 1)
    bias = np.round(step.bias / (scale * scales)).astype(np.int32)
    grid = output.storage.grid
    room = None
    if not step.depthwise:
        length = -(-prod(weight.shape[1:]) // RUN) * RUN
        room = Storage(min(PIXELS, prod(step.size[1])) * length, width=2)
    return QuantisedConvolution(
        entering, output, step.place, step, np.ascontiguousarray(weight), bias,
        packed(scale * scales / (1.0 if grid is None else grid.scale)), (scale * scales).astype(np.float32),
        (LOWEST, HIGHEST) if grid is None else grid.ends(step.low, step.high), room,
    )  # fmt: skip


def _affine(step: Affine, entering: tuple[Value, ...], output: Value) -> Step:
    """Make a norm that nothing precedes a convolution of one tap, a channel each."""
    channels = len(step.scale)
    size = (1, step.output.size // channels)
    like = Convolution(
        step.inputs, step.output, step.place, step.scale.reshape(-1, 1, 1, 1), step.shift, (size, size),
        groups=channels, low=step.low, high=step.high,
    )  # fmt: skip
    return _convolution(like, entering, output)


def _pool(step: Pool | AdaptivePool, entering: tuple[Value, ...], output: Value) -> Step:
    if step.maximum:
        return replace(step, inputs=entering, output=output)
    if isinstance(step, Pool):
        most = max(step.divisor, prod(step.kernel))
    else:
        most = prod(-(-mine // asked) + 1 for mine, asked in zip(*step.size, strict=True))
    fraction = max(0, min(8, floor(log2(2**30 / (255 * most)))))
    scale = grid_of(entering[0].storage).scale / grid_of(output.storage).scale
    return QuantisedMean(entering, output, step.place, step, fraction, int(packed(scale / 2**fraction)))


def _unary(step: Unary, entering: tuple[Value, ...], output: Value) -> Step:
    """Answer all 256 numbers in advance."""
    numbers = torch.from_numpy(grid_of(entering[0].storage).real(np.arange(LOWEST, HIGHEST + 1, dtype=np.int8)))
    answers = FUNCTIONS[step.function](numbers, step.first, step.second).nan_to_num(0.0, 1e30, -1e30).numpy()
    return Table(entering, output, step.place, grid_of(output.storage).nearest(answers))


def _copy(step: Copy, entering: tuple[Value, ...], output: Value) -> Step:
    mine, asked = grid_of(entering[0].storage), grid_of(output.storage)
    if mine == asked:
        return replace(step, inputs=entering, output=output)
    numbers = mine.real(np.arange(LOWEST, HIGHEST + 1, dtype=np.int8))
    return Table(entering, output, step.place, asked.nearest(numbers))


def _fill(step: Fill, _: tuple[Value, ...], output: Value) -> Step:
    return replace(step, output=output, number=float(grid_of(output.storage).nearest(step.number)))


def _border(step: Border, entering: tuple[Value, ...], output: Value) -> Step:
    return replace(step, inputs=entering, output=output)


def _resize(step: Resize, entering: tuple[Value, ...], output: Value) -> Step:
    if not step.bilinear:
        return replace(step, inputs=entering, output=output)
    steps = [round(scale * 2**16) for scale in step.scale]
    begins = [0 if step.corners else round((scale / 2 - 0.5) * 2**16) for scale in step.scale]
    return QuantisedResize(
        entering, output, step.place, step.channels, step.size, (steps[0], steps[1]), (begins[0], begins[1])
    )


def _binary(step: Binary, entering: tuple[Value, ...], output: Value) -> Step:
    grid = grid_of(output.storage)
    one, other = (grid_of(value.storage).scale / grid.scale for value in entering)
    ends = grid.ends(step.low, step.high)
    if step.function == "mul":
        return QuantisedProduct(entering, output, step.place, int(packed(one * other * grid.scale)), ends)
    shift = max(0, min(20, floor(log2(2**29 / (256 * (one + other))))))
    factors = round(one * 2**shift), round(other * 2**shift) * (-1 if step.function == "sub" else 1)
    return QuantisedSum(entering, output, step.place, factors, shift, ends)


MADE: dict[type[Step], Make] = {
    Scale: _scale,
    Convolution: _convolution,
    Affine: _affine,
    Pool: _pool,
    AdaptivePool: _pool,
    Unary: _unary,
    Copy: _copy,
    Fill: _fill,
    Border: _border,
    Resize: _resize,
    Binary: _binary,
}

FUNCTIONS: dict[str, Callable[[torch.Tensor, float, float], torch.Tensor]] = {
    "clamp": lambda v, a, b: v.clamp(min=a).clamp(max=b),
    "sigmoid": lambda v, a, b: v.sigmoid(),
    "tanh": lambda v, a, b: v.tanh(),
    "silu": lambda v, a, b: functional.silu(v),
    "hardsigmoid": lambda v, a, b: functional.hardsigmoid(v),
    "hardswish": lambda v, a, b: functional.hardswish(v),
    "mish": lambda v, a, b: functional.mish(v),
    "exp": lambda v, a, b: v.exp(),
    "log": lambda v, a, b: v.log(),
    "sqrt": lambda v, a, b: v.sqrt(),
    "rsqrt": lambda v, a, b: v.rsqrt(),
    "abs": lambda v, a, b: v.abs(),
    "neg": lambda v, a, b: -v,
    "square": lambda v, a, b: v.square(),
    "reciprocal": lambda v, a, b: v.reciprocal(),
    "softsign": lambda v, a, b: functional.softsign(v),
    "erf": lambda v, a, b: v.erf(),
    "floor": lambda v, a, b: v.floor(),
    "leaky_relu": lambda v, a, b: functional.leaky_relu(v, a),
    "elu": lambda v, a, b: functional.elu(v, a) * b,
    "gelu": lambda v, a, b: functional.gelu(v),
    "gelu_tanh": lambda v, a, b: functional.gelu(v, approximate="tanh"),
    "power": lambda v, a, b: v.pow(a),
    "log_sigmoid": lambda v, a, b: functional.logsigmoid(v),
    "celu": lambda v, a, b: functional.celu(v, a),
    "threshold": functional.threshold,
    "softplus": functional.softplus,
}
