"""The axis of a resize: `torch.nn.functional.interpolate`."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

import numpy as np

from convscope.arithmetic.adaptive import Adaptive
from convscope.arithmetic.relation import Pairs, Positions, real, runs

ResampleMode: TypeAlias = Literal["nearest", "nearest-exact", "linear", "cubic", "area"]
FINEST = 1_000_000  # a scale is read as the nearest fraction of no larger denominator: 0.3 as 3/10
SHARPNESS = Fraction(-3, 4)  # A of the cubic kernel, torch's and OpenCV's


@dataclass(frozen=True)
class Resampled:
    """Each output reads the inputs whose weight is not zero.

    >>> Resampled("linear").pairs(2, 4)  # sources -1/4, 1/4, 3/4, 5/4; the first and last are held at the ends
    (array([0, 1, 1, 2, 2, 3]), array([0, 0, 1, 0, 1, 1]))
    >>> Resampled("linear", align_corners=True).pairs(3, 5)
    (array([0, 1, 1, 2, 3, 3, 4]), array([0, 0, 1, 1, 1, 2, 2]))

    Of n inputs and m outputs, output o lies at (o + 1/2)·r - 1/2 with r = n/m, or at o·(n - 1)/(m - 1) with
    ``align_corners``. ``scale`` is a ``scale_factor`` that torch keeps (``recompute_scale_factor`` not set): then
    r = 1/scale, whatever m came to. Modes are torch's, without their number of dimensions: linear for bilinear and
    trilinear, cubic for bicubic. Weights are those of exact arithmetic: what a float leaves of a zero (1e-17) is not
    read. Only nearest and nearest-exact round as torch does, in float32, since there rounding chooses the pixel.
    """

    mode: ResampleMode
    align_corners: bool = False
    scale: float | None = None
    antialias: bool = False

    def pairs(self, inputs: int, outputs: int) -> Pairs:
        """List each output with the inputs that have a weight in it."""
        if inputs < 1 or outputs < 1:
            return real(np.zeros(0), 0)
        if self.mode == "area":
            return Adaptive().pairs(inputs, outputs)
        if self.mode in ("nearest", "nearest-exact"):
            return real(self._nearest(inputs, outputs), inputs)
        if inputs == outputs and (self.mode == "linear" or self.antialias):  # torch copies, whatever the scale
            return real(np.arange(outputs), inputs)
        if self.antialias:
            return self._smoothed(inputs, outputs)
        below, rest = self._sources(inputs, outputs)
        return self._linear(below, rest, inputs) if self.mode == "linear" else self._cubic(below, rest, inputs)

    def ratio(self, inputs: int, outputs: int) -> Fraction:
        """Inputs from one output's source to the next one's.

        >>> Resampled("linear").ratio(3, 6), Resampled("linear", align_corners=True).ratio(3, 6)
        (Fraction(1, 2), Fraction(2, 5))
        """
        if self.align_corners and self.mode in ("linear", "cubic"):
            return Fraction(inputs - 1, outputs - 1) if outputs > 1 else Fraction(0)
        if self.scale is not None and self.scale > 0 and self.mode != "area":
            return 1 / Fraction(self.scale).limit_denominator(FINEST)
        return Fraction(inputs, outputs)

    def _nearest(self, inputs: int, outputs: int) -> Positions:
        """Round the source down as torch's CPU kernel does (aten/src/ATen/native/UpSample.h): ratio in float32."""
        owners = np.arange(outputs, dtype=np.int64)
        if self.mode == "nearest" and outputs in (inputs, 2 * inputs):  # torch's own two short cuts
            return owners * inputs // outputs
        kept = self.scale is not None and self.scale > 0
        ratio = np.float32(1.0 / self.scale) if kept and self.scale else np.float32(inputs) / np.float32(outputs)
        if self.mode == "nearest":
            sources = owners.astype(np.float32) * ratio
        else:
            sources = ((owners + 0.5) * np.float64(ratio)).astype(np.float32)
        chosen: Positions = np.minimum(np.floor(sources).astype(np.int64), inputs - 1)
        return chosen

    def _sources(self, inputs: int, outputs: int) -> tuple[Positions, list[Fraction]]:
        """Split each output's source into the input at or before it and what remains, from 0 to below 1."""
        ratio = self.ratio(inputs, outputs)
        step, parts = ratio.numerator, 2 * ratio.denominator
        owners = np.arange(outputs, dtype=np.int64)
        offset = 0 if self.align_corners else step - ratio.denominator
        below, rest = np.divmod(2 * step * owners + offset, parts)
        return below, [Fraction(int(part), parts) for part in rest]

    def _linear(self, below: Positions, rest: list[Fraction], inputs: int) -> Pairs:
        between = np.array([part != 0 for part in rest])
        inside = between & (below >= 0) & (below < inputs - 1)
        first = np.clip(below, 0, inputs - 1)
        return runs(first, first + inside)

    def _cubic(self, below: Positions, rest: list[Fraction], inputs: int) -> Pairs:
        owners: list[int] = []
        read: list[int] = []
        for output, (start, part) in enumerate(zip(below.tolist(), rest, strict=True)):
            weights: dict[int, Fraction] = {}
            for tap in range(-1, 3):
                position = min(max(start + tap, 0), inputs - 1)
                weights[position] = weights.get(position, Fraction(0)) + cubic_weight(abs(tap - part))
            heard = sorted(position for position, weight in weights.items() if weight)
            owners += [output] * len(heard)
            read += heard
        return np.array(owners, dtype=np.int64), np.array(read, dtype=np.int64)

    def _smoothed(self, inputs: int, outputs: int) -> Pairs:
        """Widen the kernel by the ratio where it shrinks: input i has weight w(|i + 1/2 - (o + 1/2)·r| / max(r, 1))."""
        ratio = self.ratio(inputs, outputs)
        unit = max(ratio, Fraction(1))
        reach = 1 if self.mode == "linear" else 2
        owners: list[int] = []
        read: list[int] = []
        for output in range(outputs):
            centre = ratio * (output + Fraction(1, 2)) - Fraction(1, 2)
            first, last = max(int(centre - reach * unit) - 1, 0), min(int(centre + reach * unit) + 1, inputs - 1)
            distances = ((position, abs(position - centre) / unit) for position in range(first, last + 1))
            heard = [at for at, far in distances if far < reach and not (self.mode == "cubic" and far == 1)]
            owners += [output] * len(heard)
            read += heard
        return np.array(owners, dtype=np.int64), np.array(read, dtype=np.int64)


def cubic_weight(distance: Fraction) -> Fraction:
    """Keys' cubic kernel with A = -3/4 (Cubic Convolution Interpolation for Digital Image Processing, 1981).

    >>> cubic_weight(Fraction(1, 2)), cubic_weight(Fraction(1))
    (Fraction(19, 32), Fraction(0, 1))
    """
    if distance <= 1:
        return ((SHARPNESS + 2) * distance - (SHARPNESS + 3)) * distance**2 + 1
    if distance >= 2:
        return Fraction(0)
    return SHARPNESS * (((distance - 5) * distance + 8) * distance - 4)
