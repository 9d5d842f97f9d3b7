"""From a program in float to one in integers of 8 bits, given the ranges of its numbers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from convscope.ship.c99.grids import Grid
from convscope.ship.c99.program import Program
from convscope.ship.c99.quantised.deciding import WEIGHTED, in_integers
from convscope.ship.c99.quantised.made import MADE, follows
from convscope.ship.c99.quantised.steps import Dequantise, Quantise, QuantisedConvolution
from convscope.ship.c99.steps import Place, Step
from convscope.ship.c99.values import Storage, Value

Ranges = dict[Storage, tuple[float, float]]


def quantised(program: Program, ranges: Ranges, kept: Collection[int] = ()) -> Program:
    """Rewrite a folded program; the steps numbered in ``kept`` stay in float.

    ``ranges`` are the least and the largest number in every storage that a step writes.
    """
    done = in_integers(program, kept, ranges)
    work = Rewriting(program, ranges, done)
    for number, step in enumerate(program.steps):
        work.take(number, step)
    answer = work.as_float(program.answer, Place("", "the answer", ""))  # before the steps are taken: it may add one
    return Program(tuple(work.steps), answer)


@dataclass
class Rewriting:
    """Collects the steps; knows each storage's fellow in integers, and the ways between the two."""

    program: Program
    ranges: Ranges
    done: frozenset[int]
    steps: list[Step] = field(default_factory=list)
    integers: dict[Storage, Storage] = field(default_factory=dict)
    floats: dict[Storage, Storage] = field(default_factory=dict)

    def take(self, number: int, step: Step) -> None:
        """Add a step, in integers or in float, and what converts before it."""
        if number not in self.done:
            entering = tuple(self.as_float(value, step.place) for value in step.inputs)
            self.steps.append(replace(step, inputs=entering))
            return
        entering = tuple(self.as_integers(value, step.place) for value in step.inputs)
        if isinstance(step, WEIGHTED) and self._read_as_float(step.output):
            made = MADE[type(step)](step, entering, step.output)
            assert isinstance(made, QuantisedConvolution)
            self.steps.append(made)
            return
        written = self.integers.get(step.output.storage)
        if written is None:
            grid = entering[0].storage.grid if entering and self._follows(step) else None
            written = self._fellow(step.output.storage, grid)
        output = Value(step.output.shape, step.output.strides, written, step.output.offset)
        self.steps.append(MADE[type(step)](step, entering, output))

    def _follows(self, step: Step) -> bool:
        """Whether its answers are among the numbers that enter, and nobody else writes beside them."""
        return follows(step) and len(self.program.writers()[step.output.storage]) == 1

    def _read_as_float(self, output: Value) -> bool:
        """Whether only steps in float, or the caller, read it, and it is written at once."""
        readers = self.program.readers().get(output.storage, [])
        alone = len(self.program.writers()[output.storage]) == 1
        return alone and not any(reader in self.done for reader in readers)

    def _fellow(self, storage: Storage, grid: Grid | None = None) -> Storage:
        made = Storage(storage.size, grid=grid or Grid.over(*self.ranges[storage]), width=1)
        self.integers[storage] = made
        return made

    def as_integers(self, value: Value, place: Place) -> Value:
        """See a value in integers; what is in float is converted once, constants here."""
        storage = value.storage
        known = self.integers.get(storage)
        if known is None and storage.numbers is not None:
            grid = Grid.over(float(storage.numbers.min()), float(storage.numbers.max()))
            known = self.integers[storage] = Storage(storage.size, grid.nearest(storage.numbers), grid, 1)
        if known is None:
            known = self._fellow(storage)
            whole = (storage.size,), (1,)
            self.steps.append(Quantise((Value(*whole, storage),), Value(*whole, known), place))
        return Value(value.shape, value.strides, known, value.offset)

    def as_float(self, value: Value, place: Place) -> Value:
        """See a value in float; what is in integers is converted once."""
        storage = value.storage
        if storage not in self.integers or storage.numbers is not None or self._written_in_float(storage):
            return value
        known = self.floats.get(storage)
        if known is None:
            known = self.floats[storage] = Storage(storage.size)
            whole = (storage.size,), (1,)
            self.steps.append(Dequantise((Value(*whole, self.integers[storage]),), Value(*whole, known), place))
        return Value(value.shape, value.strides, known, value.offset)

    def _written_in_float(self, storage: Storage) -> bool:
        return any(step.output.storage is storage for step in self.steps)
