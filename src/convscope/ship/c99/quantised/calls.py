"""Steps on integers as the C that does them: one call, and the kernels it needs."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from convscope.ship.c99 import kernels
from convscope.ship.c99.calls import number, row, window
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
from convscope.ship.c99.steps import Pair, Pool, Step
from convscope.ship.c99.values import collapsed

if TYPE_CHECKING:
    from convscope.ship.c99.calls import Calls


@singledispatch
def call(step: Step, calls: Calls) -> str:
    """Write a step's call, of whichever kind it is."""
    return calls.call(step)


def _needed(calls: Calls, *names: str) -> None:
    for name in names:
        calls.needed.setdefault(name, kernels.text(name))


@call.register(QuantisedScale)
def _(step: QuantisedScale, calls: Calls) -> str:
    _needed(calls, "cut8", "scale8")
    channels = step.output.shape[1]
    factors, summands = calls.add_integers(step.factors), calls.add_integers(step.summands)
    into = calls.pointer(step.output)
    return f"scale8(picture, {into}, {step.output.size // channels}, {channels}, {factors}, {summands});"


@call.register(QuantisedConvolution)
def _(step: QuantisedConvolution, calls: Calls) -> str:
    like, grid = step.like, step.output.storage.grid
    mark, kind, factor = ("", "int8_t", "int32_t") if grid is not None else ("f", "float", "float")
    name = "depthwise8" if like.depthwise else "conv8"
    holes = {"S": mark, "T": kind, "B": factor}
    _needed(calls, *(("scaled", "cut8") if grid is not None else ()), "geometry8", f"finish8{mark}")
    if not like.depthwise:
        _needed(calls, "window8", "sums8")
    calls.needed[f"{name}{mark}"] = kernels.filled(name, **holes)
    weight = step.weight.transpose(1, 2, 3, 0) if like.depthwise else step.weight
    factors = calls.add_integers(step.factors) if grid is not None else calls.add(step.float_factors)
    numbers = (
        *like.size[0], like.in_channels, *like.size[1], like.out_channels, *like.kernel, *like.stride, *like.before,
        *like.dilation, like.groups, step.zero, grid.zero if grid is not None else 0, *step.ends,
    )  # fmt: skip
    written = ", ".join([*map(str, numbers), number(like.low), number(like.high)])
    pointers = [calls.pointer(step.inputs[0]), calls.add_bytes(weight), calls.add_integers(step.bias), factors]
    pointers.append(calls.pointer(step.output))
    if step.room is not None:
        pointers.append(f"(wide8 *)(q + {calls.arena.offsets[step.room]})")
    return f"{name}{mark}({', '.join(pointers)},\n         &(const struct conv8){{{written}}});"


@call.register(QuantisedMean)
def _(step: QuantisedMean, calls: Calls) -> str:
    like = step.like
    _needed(calls, "scaled", "cut8", "mean8")
    zeros = grid_of(step.inputs[0].storage).zero, grid_of(step.output.storage).zero
    told = _struct("mean8", (*zeros, step.fraction, step.factor))
    if isinstance(like, Pool):
        _needed(calls, "window")
        return calls.plain("mean_pool8", step, window(like), told)
    return calls.plain("adaptive_mean8", step, *like.size[0], *like.size[1], like.channels, told)


@call.register(QuantisedSum)
def _(step: QuantisedSum, calls: Calls) -> str:
    expression = "(a * p->one + b * p->other + (1 << p->shift >> 1)) >> p->shift"
    return _pairs(step, calls, "sum", expression, (*step.factors, step.shift), step.ends)


@call.register(QuantisedProduct)
def _(step: QuantisedProduct, calls: Calls) -> str:
    return _pairs(step, calls, "product", "scaled(a * b, p->one)", (step.factor, 0, 0), step.ends)


def _pairs(
    step: Step, calls: Calls, name: str, expression: str, factors: tuple[int, int, int], ends: Pair
) -> str:  # fmt: skip
    _needed(calls, *(("scaled",) if name == "product" else ()), "cut8", "pair8")
    lengths, (_, one, other) = collapsed(step.output.shape, step.output.strides, *(v.strides for v in step.inputs))
    zeros = [grid_of(value.storage).zero for value in (*step.inputs, step.output)]
    told = _struct("pair8", (*zeros[:2], *factors, zeros[2], *ends))
    holes = {"NAME": name, "EXPRESSION": expression}
    return calls.filled(f"pairs8_{name}", "binary8", step, holes, row(lengths, 1), row(one, 0), row(other, 0), told)


@call.register(QuantisedResize)
def _(step: QuantisedResize, calls: Calls) -> str:
    return calls.plain("bilinear8", step, *step.size[0], *step.size[1], step.channels, *step.steps, *step.begins)


@call.register(Table)
def _(step: Table, calls: Calls) -> str:
    (source,) = step.inputs
    lengths, (to, walked) = collapsed(source.shape, step.output.strides, source.strides)
    return calls.plain("table8", step, row(lengths, 1), row(walked, 0), row(to, 0), calls.add_bytes(step.answers))


@call.register(Quantise)
def _(step: Quantise, calls: Calls) -> str:
    grid = grid_of(step.output.storage)
    return calls.plain("quantise", step, step.output.size, number(grid.scale), number(float(grid.zero)))


@call.register(Dequantise)
def _(step: Dequantise, calls: Calls) -> str:
    grid = grid_of(step.inputs[0].storage)
    return calls.plain("dequantise", step, step.output.size, number(grid.scale), grid.zero)


def _struct(name: str, numbers: tuple[int, ...]) -> str:
    return f"&(const struct {name}){{{', '.join(map(str, numbers))}}}"
