"""Which steps are done in integers: those with weights that shall be, and what takes only from such."""

from __future__ import annotations

from collections.abc import Collection
from math import isfinite

from convscope.ship.c99.program import Program
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
from convscope.ship.c99.values import Storage

MOST_TERMS = 32_000  # of a sum: more products of 255 and 127 could leave 32 bits, the bias beside them
WEIGHTED = (Convolution, Affine)


def weighted(program: Program) -> tuple[int, ...]:
    """Number the steps with weights that can be done in integers; each can be left in float."""
    return tuple(number for number, step in enumerate(program.steps) if isinstance(step, WEIGHTED) and able(step))


def able(step: Step) -> bool:
    """Whether there is a kernel for it on integers."""
    if isinstance(step, Convolution):
        return not step.transposed and step.weight[0].size <= MOST_TERMS
    if isinstance(step, Binary):
        return step.function in ("add", "sub", "mul")
    return isinstance(step, (Scale, Affine, Pool, AdaptivePool, Unary, Copy, Fill, Border, Resize))


def unable(program: Program) -> tuple[str, ...]:
    """Name the layers, or lines, of what there is no kernel on integers for."""
    places = [step.place for step in program.steps if not able(step)]
    return tuple(dict.fromkeys(f"{place.layer} ({place.operator})" if place.layer else str(place) for place in places))


def in_integers(program: Program, kept: Collection[int], ranges: dict[Storage, tuple[float, float]]) -> frozenset[int]:
    """Number the steps that are done in integers.

    A convolution quantises what enters it. What has no weights is done in integers where all that enters it is;
    a storage is of one kind, whoever writes it.
    """
    done = {number for number, step in enumerate(program.steps) if able(step) and number not in kept}
    done -= {number for number in done if not all(map(isfinite, ranges[program.steps[number].output.storage]))}
    writers, readers = program.writers(), program.readers()
    while True:
        whole = {storage for storage, numbers in writers.items() if done.issuperset(numbers)}
        left = {number for number in done if program.steps[number].output.storage not in whole}
        for number in done - left:
            step = program.steps[number]
            entering = [value.storage for value in step.inputs if value.storage.numbers is None]
            if not isinstance(step, WEIGHTED) and not whole.issuperset(entering):
                left.add(number)
            if isinstance(step, Scale) and done.isdisjoint(readers.get(step.output.storage, ())):
                left.add(number)
        if not left:
            return frozenset(done)
        done -= left
