"""A program under construction, and what it is when it is done: steps, the value they answer with, their constants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from convscope.ship.c99.steps import Copy, Place, Step
from convscope.ship.c99.values import Array, Shape, Storage, Value, channels_last, dense, in_order, nesting, row_major

MOST_AXES = 5  # that a strided kernel walks


class CannotShip(Exception):
    """An operator, or a use of it, that no kernel does; ``why`` is said to the user with its place."""


@dataclass(frozen=True)
class Program:
    """Steps in order, and the value that is the answer."""

    steps: tuple[Step, ...]
    answer: Value

    def readers(self) -> dict[Storage, list[int]]:
        """List, for every storage, the steps that read it; the answer is read by one after the last."""
        readers: dict[Storage, list[int]] = {}
        for number, step in enumerate(self.steps):
            for value in step.inputs:
                readers.setdefault(value.storage, []).append(number)
        readers.setdefault(self.answer.storage, []).append(len(self.steps))
        return readers

    def writers(self) -> dict[Storage, list[int]]:
        """List, for every storage, the steps that write into it."""
        writers: dict[Storage, list[int]] = {}
        for number, step in enumerate(self.steps):
            writers.setdefault(step.output.storage, []).append(number)
        return writers

    @property
    def quantised(self) -> bool:
        """Whether any of it is in integers of 8 bits."""
        return any(step.output.storage.grid is not None for step in self.steps)

    def with_steps(self, steps: Sequence[Step | None]) -> Program:
        """Give the same with other steps; None leaves one out."""
        return replace(self, steps=tuple(step for step in steps if step is not None))


@dataclass
class Builder:
    """Collects steps; what an operator's function is handed."""

    steps: list[Step] = field(default_factory=list)
    place: Place = field(default_factory=lambda: Place("", "", ""))

    def emit(self, step: Step) -> Value:
        """Add a step; give its output."""
        self.steps.append(step)
        return step.output

    def new(self, shape: Sequence[int], strides: Shape | None = None) -> Value:
        """Make a value of its own; pixel by pixel where it has three axes or more and nothing else is said."""
        shape = tuple(shape)
        made = channels_last(shape) if strides is None else strides
        size = 1
        for length in shape:
            size *= length
        return Value(shape, made, Storage(size))

    def like(self, value: Value, shape: Sequence[int] | None = None) -> Value:
        """Make a value whose axes are nested as another's are."""
        shape = value.shape if shape is None else tuple(shape)
        return self.new(shape, in_order(shape, nesting(value.shape, value.strides)))

    def constant(self, numbers: Array) -> Value:
        """Hold numbers among the weights, laid out pixel by pixel as maps are."""
        shape = numbers.shape
        strides = channels_last(shape)
        order = nesting(shape, strides)
        flat = np.ascontiguousarray(numbers.transpose(order), np.float32).ravel()
        return Value(shape, strides, Storage(flat.size, flat))

    def laid(self, value: Value, strides: Shape) -> Value:
        """Give the value laid out densely so, copied only where it is not."""
        if value.lies_as(strides) and dense(value.shape, value.strides):
            return value
        return self.copied(value, self.new(value.shape, strides))

    def pixelwise(self, value: Value) -> Value:
        """Give the value pixel by pixel."""
        return self.laid(value, channels_last(value.shape))

    def flat(self, value: Value) -> Value:
        """Give the value in the order PyTorch has it."""
        return self.laid(value, row_major(value.shape))

    def packed(self, value: Value) -> Value:
        """Give the value densely, its axes nested as they are."""
        if dense(value.shape, value.strides):
            return value
        return self.copied(value, self.like(value))

    def copied(self, value: Value, into: Value) -> Value:
        """Copy into a value, which may be part of another."""
        return self.emit(Copy((value,), into, self.place))
