"""A step as the C that does it: one call, and the kernels it needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import singledispatchmethod
from math import inf, prod

import numpy as np
import numpy.typing as npt

from convscope.ship.c99 import kernels
from convscope.ship.c99.memory import Arena
from convscope.ship.c99.packing import blocks, packed
from convscope.ship.c99.program import MOST_AXES
from convscope.ship.c99.steps import (
    AdaptivePool,
    Affine,
    Binary,
    Border,
    Convolution,
    Copy,
    Fill,
    Normalise,
    Pool,
    Product,
    Reduce,
    Resize,
    Scale,
    Softmax,
    Step,
    Unary,
)
from convscope.ship.c99.values import Array, Shape, Storage, Value, collapsed

RUN = 16  # products at a time, of windows laid out in integers
MODES = ("reflect", "replicate", "circular")


def number(value: float) -> str:
    """Write a float as C does, to the last bit.

    >>> number(0.5), number(float("inf")), number(1e-7), number(-3.0)
    ('0.5f', '3.402823466e38f', '1.00000001e-07f', '-3.0f')
    """
    if value in (inf, -inf):
        return "3.402823466e38f" if value > 0 else "-3.402823466e38f"
    written = f"{np.float32(value):.9g}"
    return f"{written}f" if any(mark in written for mark in ".en") else f"{written}.0f"


@dataclass
class Calls:
    """Writes steps as calls, and collects what they need: weights in one row, kernels by name."""

    arena: Arena
    weights: list[Array] = field(default_factory=list)
    length: int = 0
    integers: list[npt.NDArray[np.int32]] = field(default_factory=list)
    bytes: list[npt.NDArray[np.int8]] = field(default_factory=list)
    widths: set[int] = field(default_factory=set)
    needed: dict[str, str] = field(default_factory=dict)  # kernels by name, in order of need
    depthwise: bool = False
    transposed: bool = False
    held: dict[Storage, int] = field(default_factory=dict)

    def add(self, numbers: Array) -> str:
        """Put numbers behind the weights; give the pointer to them."""
        at = self.length
        self.weights.append(np.ascontiguousarray(numbers, np.float32).ravel())
        self.length += self.weights[-1].size
        return f"w + {at}"

    def add_integers(self, numbers: npt.NDArray[np.int32]) -> str:
        """Put numbers behind those of 32 bits; give the pointer to them."""
        at = sum(part.size for part in self.integers)
        self.integers.append(numbers.ravel())
        return f"n + {at}"

    def add_bytes(self, numbers: npt.NDArray[np.int8]) -> str:
        """Put numbers behind those of 8 bits; give the pointer to them."""
        at = sum(part.size for part in self.bytes)
        self.bytes.append(numbers.ravel())
        return f"b + {at}"

    def pointer(self, value: Value) -> str:
        """Point at a value: in the arena, among the weights, or in the caller's answer."""
        storage = value.storage
        if storage.numbers is not None:
            if storage not in self.held:
                if storage.grid is None:
                    self.held[storage] = self.length
                    self.add(storage.numbers)
                else:
                    self.held[storage] = sum(part.size for part in self.bytes)
                    self.add_bytes(storage.numbers)
            return f"{'w' if storage.grid is None else 'b'} + {self.held[storage] + value.offset}"
        if storage in self.arena.answers:
            return f"scores + {value.offset}" if value.offset else "scores"
        if storage.width < 4:
            return f"q + {self.arena.offsets[storage] + value.offset}"
        return f"a + {self.arena.offsets[storage] // 4 + value.offset}"

    @singledispatchmethod
    def call(self, step: Step) -> str:
        """Write a step's call."""
        raise NotImplementedError(type(step).__name__)

    @call.register
    def _(self, step: Scale) -> str:
        self.needed["scale"] = kernels.text("scale")
        channels = step.output.shape[1]
        factor, shift = (self.add(np.array(values, np.float32)) for values in (step.scale, step.shift))
        into, pixels = self.pointer(step.output), step.output.size // channels
        return f"scale(picture, {into}, {pixels}, {channels}, {factor}, {shift});"

    @call.register
    def _(self, step: Convolution) -> str:
        (in_size, out_size) = step.size
        if step.kernel == (1, 1) and step.stride == (1, 1) and step.before == (0, 0) and not step.transposed:
            in_size = out_size = (1, prod(in_size))  # one long row: no tile is cut at a row's end
        name = "transposed" if step.transposed else "depthwise" if step.depthwise else "conv"
        self.depthwise |= step.depthwise
        self.transposed |= step.transposed
        if name == "conv":
            self.widths |= {width for width, _ in blocks(step.out_channels // step.groups)}
        numbers = (
            *in_size, step.in_channels, *out_size, step.out_channels, *step.kernel, *step.stride, *step.before,
            *step.dilation, step.groups,
        )  # fmt: skip
        written = ", ".join([*map(str, numbers), number(step.low), number(step.high)])
        into, source = self.pointer(step.output), self.pointer(step.inputs[0])
        return f"{name}({source}, {self.add(packed(step))}, {into},\n         &(const struct conv){{{written}}});"

    @call.register
    def _(self, step: Pool) -> str:
        self.needed["window"] = kernels.text("window")
        return self._of_either("max_pool" if step.maximum else "mean_pool", step, window(step))

    @call.register
    def _(self, step: AdaptivePool) -> str:
        numbers = (*step.size[0], *step.size[1], step.channels)
        if step.output.storage.grid is not None:
            return self.plain("adaptive_max8", step, *numbers)
        return self.plain("adaptive_pool", step, *numbers, int(step.maximum))

    @call.register
    def _(self, step: Affine) -> str:
        channels = len(step.scale)
        factor, shift = self.add(step.scale), self.add(step.shift)
        numbers = step.output.size // channels, channels, factor, shift, number(step.low), number(step.high)
        return self.plain("affine", step, *numbers)

    @call.register
    def _(self, step: Unary) -> str:
        return self.filled(
            f"each_{step.function}", "unary", step, holes(step.function, kernels.FUNCTIONS),
            step.output.size, number(step.first), number(step.second),
        )  # fmt: skip

    @call.register
    def _(self, step: Binary) -> str:
        lengths, (_, one, other) = collapsed(step.output.shape, step.output.strides, *(v.strides for v in step.inputs))
        return self.filled(
            f"pairs_{step.function}", "binary", step, holes(step.function, kernels.PAIRS),
            row(lengths, 1), row(one, 0), row(other, 0), number(step.low), number(step.high),
        )  # fmt: skip

    @call.register
    def _(self, step: Copy) -> str:
        (source,) = step.inputs
        lengths, (to, walked) = collapsed(source.shape, step.output.strides, source.strides)
        return self._of_either("copy", step, row(lengths, 1), row(walked, 0), row(to, 0))

    @call.register
    def _(self, step: Fill) -> str:
        told = number(step.number) if step.output.storage.grid is None else int(step.number)
        return self._of_either("fill", step, step.output.size, told)

    @call.register
    def _(self, step: Border) -> str:
        numbers = (*step.size[0], *step.size[1], step.channels, *step.before, MODES.index(step.mode))
        self.needed["stands_for"] = kernels.text("stands_for")
        return self._of_either("border", step, *numbers)

    @call.register
    def _(self, step: Resize) -> str:
        numbers = (*step.size[0], *step.size[1], step.channels, *map(number, step.scale))
        if step.bilinear:
            return self.plain("bilinear", step, *numbers, int(step.corners))
        return self._of_either("nearest", step, *numbers, number(0.5 if step.centred else 0.0))

    @call.register
    def _(self, step: Softmax) -> str:
        name = "log_softmax" if step.logarithm else "softmax"
        return self.plain(name, step, step.output.size // step.length, step.length)

    @call.register
    def _(self, step: Normalise) -> str:
        given = self.add(step.weight), self.add(step.bias)
        return self.plain(
            "normalise", step, step.outer, step.pixels, step.groups, step.each, number(step.epsilon), *given
        )

    @call.register
    def _(self, step: Reduce) -> str:
        first, expression, last = kernels.REDUCTIONS[step.function]
        filling = {"NAME": step.function, "FIRST": first, "EXPRESSION": expression, "LAST": last}
        walks = [
            row(numbers, fill) for walk in (step.kept, step.gone) for numbers, fill in zip(walk, (1, 0), strict=True)
        ]
        return self.filled(f"reduce_{step.function}", "reduce", step, filling, *walks)

    @call.register
    def _(self, step: Product) -> str:
        return self.plain("product", step, *step.lengths)

    def _of_either(self, name: str, step: Step, *numbers: object) -> str:
        """Call a kernel that there is for floats and for integers."""
        kind, mark = ("float", "") if step.output.storage.grid is None else ("int8_t", "8")
        return self.filled(f"{name}{mark}", name, step, {"T": kind, "S": mark}, *numbers)

    def plain(self, name: str, step: Step, *numbers: object) -> str:
        """Call a kernel without holes."""
        return self.filled(name, name, step, {}, *numbers)

    def filled(self, name: str, file: str, step: Step, holes: dict[str, str], *numbers: object) -> str:
        """Call a kernel whose holes are filled so: what enters, what leaves, and its numbers."""
        self.needed[name] = kernels.filled(file, **holes)
        pointers = [*(self.pointer(value) for value in step.inputs), self.pointer(step.output)]
        return f"{name}({', '.join([*pointers, *map(str, numbers)])});"

    def sources(self) -> list[str]:
        """Give the C of everything that was called, what is needed first."""
        needed = list(self.needed.values())
        parts = kernels.convolutions(self.widths, depthwise=self.depthwise, transposed=self.transposed)
        return [*parts, *kernels.helpers(needed), *needed]


def window(step: Pool) -> str:
    """Write a pool's geometry."""
    numbers = (
        *step.size[0], *step.size[1], step.channels, *step.kernel, *step.stride, *step.before, *step.dilation,
        *step.counted, step.divisor,
    )  # fmt: skip
    return f"\n         &(const struct window){{{', '.join(map(str, numbers))}}}"


def row(numbers: Shape, filler: int) -> str:
    """Write lengths or strides as an array of five, filled up in front.

    >>> row((3, 4), 1)
    '(const int[]){1, 1, 1, 3, 4}'
    """
    return f"(const int[]){{{', '.join(map(str, (*(filler,) * (MOST_AXES - len(numbers)), *numbers)))}}}"


def holes(function: str, expressions: dict[str, str]) -> dict[str, str]:
    """Fill the template of a function of numbers."""
    return {"NAME": function, "EXPRESSION": expressions[function]}
