"""What a step on integers answers, worked out again in numpy and torch, without the C: equal to the last bit, or wrong.

A step is given what its storages held in the C, and its answer compared: so every step is proven for itself, and what
is in float between them does not matter. Sums of integers in float64 are exact below 2^53.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from convscope.ship.c99.grids import HIGHEST, LOWEST, scaled
from convscope.ship.c99.quantised.made import PICTURE_SHIFT
from convscope.ship.c99.quantised.steps import (
    Dequantise,
    Quantise,
    QuantisedConvolution,
    QuantisedMean,
    QuantisedProduct,
    QuantisedResize,
    QuantisedScale,
    QuantisedSum,
    Table,
    grid_of,
)
from convscope.ship.c99.steps import AdaptivePool, Border, Copy, Fill, Pair, Pool, Resize, Step
from convscope.ship.c99.values import Storage, Value

Held = dict[Storage, npt.NDArray[Any]]
Numbers = npt.NDArray[Any]
MODES = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def answer(step: Step, held: Held, picture_HWC: npt.NDArray[np.uint8]) -> Numbers | None:
    """Give a step's answer in its output's shape, from what its inputs hold; None for steps in float."""
    if isinstance(step, QuantisedScale):
        return _scale(step, picture_HWC)
    known: Callable[[Any, list[Numbers]], Numbers] | None = KNOWN.get(type(step))
    integers = step.output.storage.grid is not None
    if known is None or not (integers or isinstance(step, (Dequantise, QuantisedConvolution))):
        return None
    return known(step, [_seen(value, held) for value in step.inputs])


def _seen(value: Value, held: Held) -> Numbers:
    storage = value.storage
    return value.seen_in(held[storage] if storage.numbers is None else storage.numbers)


def _zeros(step: Step) -> list[int]:
    return [grid_of(value.storage).zero for value in (*step.inputs, step.output)]


def _cut(numbers: Numbers, ends: Pair = (LOWEST, HIGHEST)) -> Numbers:
    return np.clip(numbers, *ends).astype(np.int8)


def _scale(step: QuantisedScale, picture_HWC: npt.NDArray[np.uint8]) -> Numbers:
    made = (picture_HWC.astype(np.int64) * step.factors + step.summands) >> PICTURE_SHIFT
    return _cut(made.transpose(2, 0, 1)[None])


def _convolution(step: QuantisedConvolution, inputs: list[Numbers]) -> Numbers:
    like, grid = step.like, step.output.storage.grid
    maps = _maps(inputs[0], step.inputs[0], like.size[0], like.in_channels) - step.zero
    reaches = [
        (out - 1) * stride + (kernel - 1) * dilation + 1 - side - before
        for out, stride, kernel, dilation, side, before in zip(
            like.size[1], like.stride, like.kernel, like.dilation, like.size[0], like.before, strict=True
        )
    ]
    around = functional.pad(maps, (like.before[1], reaches[1], like.before[0], reaches[0]))
    weight = torch.from_numpy(step.weight.transpose(0, 3, 1, 2).astype(np.float64))
    sums = functional.conv2d(around, weight, None, like.stride, (0, 0), like.dilation, like.groups)
    whole = sums[0].numpy().astype(np.int64) + step.bias[:, None, None]
    if grid is None:
        real = whole.astype(np.float32) * step.float_factors[:, None, None]
        made = np.clip(real, np.float32(like.low), np.float32(like.high))
    else:
        made = _cut(scaled(whole, step.factors[:, None, None]) + grid.zero, step.ends)
    flat = np.ascontiguousarray(made.transpose(1, 2, 0)).ravel()
    return Value(step.output.shape, step.output.strides, step.output.storage).seen_in(flat)


def _maps(seen: Numbers, value: Value, size: Pair, channels: int) -> torch.Tensor:
    """Give what enters as maps (1, channels, height, width), as it lies: pixel by pixel."""
    order = sorted(range(len(value.shape)), key=lambda axis: (-value.strides[axis], axis))
    pixels = seen.transpose(order).reshape(*size, channels)
    return torch.from_numpy(pixels.transpose(2, 0, 1)[None].astype(np.float64))


def _pool(step: Pool, inputs: list[Numbers]) -> Numbers:
    windows, inside = _windows(step, inputs[0], LOWEST)
    made: Numbers = np.where(inside, windows, LOWEST).max((-2, -1)).astype(np.int8)
    return made


def _windows(step: Pool, maps: Numbers, filler: int) -> tuple[Numbers, Numbers]:
    """Give every window (1, channels, rows, columns, height, width), and which of it lies on the map."""
    rows, columns = (
        np.arange(step.size[1][axis])[:, None] * step.stride[axis]
        - step.before[axis]
        + np.arange(step.kernel[axis]) * step.dilation[axis]
        for axis in (0, 1)
    )
    inside = np.multiply.outer(_on(rows, step.size[0][0]), _on(columns, step.size[0][1])).transpose(0, 2, 1, 3)
    rows, columns = rows.clip(0, step.size[0][0] - 1), columns.clip(0, step.size[0][1] - 1)
    taken = maps[:, :, rows[:, None, :, None], columns[None, :, None, :]]
    return np.where(inside, taken, filler), inside


def _on(places: Numbers, size: int) -> Numbers:
    return (places >= 0) & (places < size)


def _adaptive(step: AdaptivePool, inputs: list[Numbers]) -> Numbers:
    return _shared_out(step, inputs[0], lambda window: window.max((-2, -1))).astype(np.int8)


def _shared_out(step: AdaptivePool, maps: Numbers, made: Callable[[Numbers], Numbers]) -> Numbers:
    (height, width), (rows, columns) = step.size
    answers = np.zeros((1, step.channels, rows, columns), np.int64)
    for row in range(rows):
        for column in range(columns):
            down = slice(row * height // rows, -(-(row + 1) * height // rows))
            across = slice(column * width // columns, -(-(column + 1) * width // columns))
            answers[:, :, row, column] = made(maps[:, :, down, across])
    return answers


def _mean(step: QuantisedMean, inputs: list[Numbers]) -> Numbers:
    like, (zero, out) = step.like, _zeros(step)
    maps = inputs[0].astype(np.int64) - zero
    if isinstance(like, Pool):
        windows, inside = _windows(like, maps, 0)
        means = _divided(windows.sum((-2, -1)) << step.fraction, _counted(like, inside))
    else:
        means = _shared_out(
            like, maps, lambda part: _divided(part.sum((-2, -1)) << step.fraction, part.shape[-2] * part.shape[-1])
        )
    return _cut(scaled(means, np.array(step.factor, np.int32)) + out)


def _counted(like: Pool, inside: Numbers) -> Any:
    """Count what a mean is over: what lies on the map, and as far beside it as padding counts."""
    if like.divisor:
        return like.divisor
    sides = []
    for axis in (0, 1):
        first = np.arange(like.size[1][axis]) * like.stride[axis] - like.before[axis]
        end = np.minimum(first + like.kernel[axis], like.size[0][axis] + like.counted[axis])
        sides.append(end - np.maximum(first, -like.counted[axis]))
    return np.multiply.outer(sides[0], sides[1])


def _divided(sums: Numbers, counts: Any) -> Numbers:
    """Divide, rounding halves away from 0."""
    made: Numbers = np.sign(sums) * ((np.abs(sums) + counts // 2) // counts)
    return made


def _sum(step: QuantisedSum, inputs: list[Numbers]) -> Numbers:
    one, other, out = _zeros(step)
    sums = (inputs[0].astype(np.int64) - one) * step.factors[0] + (inputs[1].astype(np.int64) - other) * step.factors[1]
    return _cut(((sums + (1 << step.shift >> 1)) >> step.shift) + out, step.ends)


def _product(step: QuantisedProduct, inputs: list[Numbers]) -> Numbers:
    one, other, out = _zeros(step)
    products = (inputs[0].astype(np.int64) - one) * (inputs[1].astype(np.int64) - other)
    return _cut(scaled(products, np.array(step.factor, np.int32)) + out, step.ends)


def _bilinear(step: QuantisedResize, inputs: list[Numbers]) -> Numbers:
    maps = inputs[0].astype(np.int64)
    for axis in (0, 1):
        size = step.size[0][axis]
        at = (np.maximum(np.arange(step.size[1][axis]) * step.steps[axis] + step.begins[axis], 0) + 256) >> 9
        first = np.minimum(at >> 7, size - 1)
        far = np.where(at >> 7 < size - 1, at & 127, 0).reshape((-1, 1) if axis == 0 else (-1,))
        near, next_one = maps.take(first, 2 + axis), maps.take(np.minimum(first + 1, size - 1), 2 + axis)
        maps = (128 - far) * near + far * next_one
    return ((maps + 8192) >> 14).astype(np.int8)


def _nearest(step: Resize, inputs: list[Numbers]) -> Numbers:
    rows, columns = (
        np.minimum(
            ((np.arange(step.size[1][axis], dtype=np.float32) + np.float32(0.5 if step.centred else 0))
             * np.float32(step.scale[axis])).astype(int),
            step.size[0][axis] - 1,
        )
        for axis in (0, 1)
    )  # fmt: skip
    return inputs[0][:, :, rows[:, None], columns]


def _border(step: Border, inputs: list[Numbers]) -> Numbers:
    (height, width), (rows, columns) = step.size
    above, left = step.before
    around = (0, 0), (0, 0), (above, rows - height - above), (left, columns - width - left)
    return np.pad(inputs[0], around, mode=MODES[step.mode])  # type: ignore[call-overload,no-any-return]


def _quantise(step: Quantise, inputs: list[Numbers]) -> Numbers:
    grid = grid_of(step.output.storage)
    value = (inputs[0] / np.float32(grid.scale) + np.float32(grid.zero)).astype(np.float32).clip(LOWEST, HIGHEST)
    made: Numbers = np.trunc(value + np.where(value < 0, np.float32(-0.5), np.float32(0.5))).astype(np.int8)
    return made


def _dequantise(step: Dequantise, inputs: list[Numbers]) -> Numbers:
    grid = grid_of(step.inputs[0].storage)
    return (inputs[0].astype(np.int64) - grid.zero).astype(np.float32) * np.float32(grid.scale)


KNOWN: dict[type[Step], Callable[[Any, list[Numbers]], Numbers]] = {
    QuantisedConvolution: _convolution,
    Pool: _pool,
    AdaptivePool: _adaptive,
    QuantisedMean: _mean,
    QuantisedSum: _sum,
    QuantisedProduct: _product,
    QuantisedResize: _bilinear,
    Resize: _nearest,
    Border: _border,
    Table: lambda step, inputs: step.answers[inputs[0].astype(int) + 128],
    Copy: lambda step, inputs: inputs[0],
    Fill: lambda step, inputs: np.full(step.output.shape, int(step.number), np.int8),
    Quantise: _quantise,
    Dequantise: _dequantise,
}
