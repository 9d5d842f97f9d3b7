"""Steps that another can do at no cost are folded into it: norms, cuts, zeros around a map, the order of a flatten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import inf

import numpy as np

from convscope.ship.c99.program import Program
from convscope.ship.c99.steps import Affine, Binary, Convolution, Copy, Fill, Step, Unary
from convscope.ship.c99.values import Storage, Value, row_major

Steps = list[Step | None]


def folded(program: Program) -> Program:
    """Fold until nothing folds any more; then leave out what nobody reads."""
    for fold in (_norms, _cuts, _zeros, _flattens):
        program = fold(program)
    return _read_only(program)


def _chained(program: Program, number: int) -> int | None:
    """Find the step that alone writes what this step alone reads, whole; None where there is none."""
    step = program.steps[number]
    if len(step.inputs) != 1:
        return None
    storage = step.inputs[0].storage
    writers = program.writers().get(storage, [])
    if program.readers().get(storage) != [number] or len(writers) != 1 or storage is program.answer.storage:
        return None
    return writers[0] if step.inputs[0].whole and program.steps[writers[0]].output.whole else None


def _each(program: Program, join: Callable[[Program, int, int], tuple[Step | None, Step | None] | None]) -> Program:
    """Let ``join`` replace pairs of steps, the earlier and the later, one pair after the other."""
    number = 0
    while number < len(program.steps):
        earlier = _chained(program, number)
        made = None if earlier is None else join(program, earlier, number)
        if earlier is None or made is None:
            number += 1
            continue
        steps: Steps = list(program.steps)
        steps[earlier], steps[number] = made
        program = program.with_steps(steps)
        number = max(number - 1, 0)
    return program


def _norms(program: Program) -> Program:
    """Take a norm's factor into the weights before it, and its summand into the bias."""

    def join(program: Program, earlier: int, later: int) -> tuple[Step | None, Step | None] | None:
        before, norm = program.steps[earlier], program.steps[later]
        if (
            not isinstance(before, Convolution)
            or not isinstance(norm, Affine)
            or (before.low, before.high) != (-inf, inf)
        ):
            return None
        if before.out_channels != len(norm.scale):
            return None
        scale = norm.scale.astype(float)
        if before.transposed:
            across = scale.reshape(before.groups, 1, -1, 1, 1)
            weight = before.weight.reshape(before.groups, -1, *before.weight.shape[1:]) * across
            weight = weight.reshape(before.weight.shape)
        else:
            weight = before.weight * scale[:, None, None, None]
        bias = before.bias * scale + norm.shift
        made = replace(before, weight=weight.astype(np.float32), bias=bias.astype(np.float32))
        return replace(made, output=norm.output, low=norm.low, high=norm.high), None

    return _each(program, join)


def _cuts(program: Program) -> Program:
    """Let the step before a ReLU, or another cut, do it."""

    def join(program: Program, earlier: int, later: int) -> tuple[Step | None, Step | None] | None:
        before, cut = program.steps[earlier], program.steps[later]
        if (
            not isinstance(cut, Unary)
            or cut.function != "clamp"
            or not isinstance(before, (Convolution, Affine, Binary))
        ):
            return None
        if (before.low, before.high) != (-inf, inf):
            return None
        return replace(before, output=cut.output, low=cut.first, high=cut.second), None

    return _each(program, join)


def _zeros(program: Program) -> Program:
    """Make zeros around a map the padding of the convolution that reads it."""
    number = 0
    while number < len(program.steps):
        step = program.steps[number]
        made = _without_zeros(program, number, step) if isinstance(step, Convolution) and not step.transposed else None
        if made is None:
            number += 1
            continue
        program = made
    return program


def _without_zeros(program: Program, number: int, step: Convolution) -> Program | None:
    storage = step.inputs[0].storage
    writers = [program.steps[one] for one in program.writers().get(storage, [])]
    if program.readers().get(storage) != [number] or [type(writer) for writer in writers] != [Fill, Copy]:
        return None
    zeros, copy = writers
    assert isinstance(zeros, Fill)
    inner, source = copy.output, copy.inputs[0]
    if zeros.number or not source.whole or len(source.shape) != 4 or source.shape[:2] != zeros.output.shape[:2]:
        return None
    if not source.lies_as(_pixelwise(source)):
        return None
    row, column = zeros.output.strides[2], zeros.output.strides[3]
    above, left = inner.offset // row, inner.offset % row // column
    made = replace(
        step,
        inputs=(source,),
        size=((source.shape[2], source.shape[3]), step.size[1]),
        before=(step.before[0] + above, step.before[1] + left),
    )
    steps: Steps = [None if one is zeros or one is copy else one for one in program.steps]
    steps[number] = made
    return program.with_steps(steps)


def _pixelwise(value: Value) -> tuple[int, ...]:
    _, channels, _, width = value.shape
    return value.size, 1, width * channels, channels


def _flattens(program: Program) -> Program:
    """Put a fully connected layer's columns in the order in which the map before it lies, and copy nothing."""

    def join(program: Program, earlier: int, later: int) -> tuple[Step | None, Step | None] | None:
        copy, layer = program.steps[earlier], program.steps[later]
        if not isinstance(copy, Copy) or not isinstance(layer, Convolution) or layer.transposed or layer.groups != 1:
            return None
        source = copy.inputs[0]
        flat = copy.output.lies_as(row_major(copy.output.shape))
        if layer.size != ((1, 1), (1, 1)) or layer.kernel != (1, 1) or not source.whole or not flat:
            return None
        where = np.zeros(source.shape, np.int64)
        for axis, stride in enumerate(source.strides):
            along = [1] * len(source.shape)
            along[axis] = source.shape[axis]
            where += np.arange(source.shape[axis]).reshape(along) * (stride if source.shape[axis] > 1 else 0)
        weight = np.empty_like(layer.weight)
        weight[:, where.ravel()] = layer.weight
        seen = Value((1, source.size), (source.size, 1), source.storage)
        return None, replace(layer, inputs=(seen,), weight=weight)

    return _each(program, join)


def _read_only(program: Program) -> Program:
    """Leave out steps whose answer nobody reads."""
    while True:
        readers = program.readers()
        steps: Steps = [step if step.output.storage in readers else None for step in program.steps]
        if None not in steps:
            return program
        program = program.with_steps(steps)


def storages(program: Program) -> list[Storage]:
    """List what lies in the arena, in order of first writing."""
    return list(program.writers())
