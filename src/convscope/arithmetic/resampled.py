"""The axis of a resize: `torch.nn.functional.interpolate`."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Literal, TypeAlias

import numpy as np

from convscope.arithmetic.adaptive import Adaptive
from convscope.arithmetic.relation import Pairs, Positions, real

ResampleMode: TypeAlias = Literal["nearest", "nearest-exact", "linear", "cubic", "area"]
FINEST = 1_000_000  # a scale is read as the nearest fraction of no larger denominator: 0.3 as 3/10
SHARP, SMOOTH = Fraction(-3, 4), Fraction(-1, 2)  # the cubic kernel's A in torch, the second with antialias


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
    read. Only nearest and nearest-exact round, since there rounding chooses the pixel: as torch does in float32. (In
    float64 it chooses as exact arithmetic does; of all sizes below 200 the two differ for 1 pair in 60.)
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
        ratio = self.ratio(inputs, outputs)
        kinds = [self.reads(output, ratio) for output in range(min(ratio.denominator, outputs))]  # then they repeat
        heard = []
        for output in range(outputs):
            turn, kind = divmod(output, len(kinds))
            positions = [at + ratio.numerator * turn for at in kinds[kind]]
            inside = positions[0] >= 0 and positions[-1] < inputs
            heard.append(positions if inside else self._at_an_end(output, positions, inputs, ratio))
        owners = np.repeat(np.arange(outputs, dtype=np.int64), [len(positions) for positions in heard])
        return owners, np.array([at for positions in heard for at in positions], dtype=np.int64)

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

    def reads(self, output: int, ratio: Fraction) -> list[int]:
        """Inputs with a weight in one output, ``ratio`` inputs to an output, as if the map went on beyond its ends.

        >>> Resampled("linear").reads(0, Fraction(1, 2)), Resampled("cubic").reads(1, Fraction(2))
        ([-1, 0], [1, 2, 3, 4])
        """
        half = Fraction(0) if self.align_corners and not self.antialias else Fraction(1, 2)
        if self.mode in ("nearest", "nearest-exact"):
            return [int((output + (half if self.mode == "nearest-exact" else 0)) * ratio // 1)]
        source = (output + half) * ratio - half
        unit = max(ratio, Fraction(1)) if self.antialias else Fraction(1)
        reach = 1 if self.mode == "linear" else 2
        first, last = ceil(source - reach * unit), floor(source + reach * unit)
        return [at for at in range(first, last + 1) if self._weight(abs(at - source) / unit)]

    def _weight(self, distance: Fraction) -> Fraction:
        """Weight of an input at a distance, before the weights are made to sum to 1."""
        if self.mode == "linear":
            return max(1 - distance, Fraction(0))
        return cubic_weight(distance, SMOOTH if self.antialias else SHARP)

    def _nearest(self, inputs: int, outputs: int) -> Positions:
        """Round as torch's CPU kernels do for float32 (aten/src/ATen/native/cpu/UpSampleKernel.cpp).

        The ratio is a float32. nearest: floor(o·r), rounded to float32. nearest-exact: floor((o + 1/2)·r - 1/2 + 1/2),
        rounded before and after the last sum.
        """
        owners = np.arange(outputs, dtype=np.int64)
        kept = self.scale is not None and self.scale > 0
        ratio = np.float32(1.0 / self.scale) if kept and self.scale else np.float32(inputs) / np.float32(outputs)
        if self.mode == "nearest":
            sources = owners.astype(np.float32) * ratio
        else:
            sources = np.maximum(((owners + 0.5) * np.float64(ratio) - 0.5).astype(np.float32), 0) + np.float32(0.5)
        chosen: Positions = np.minimum(np.floor(sources).astype(np.int64), inputs - 1)
        return chosen

    def _at_an_end(self, output: int, positions: list[int], inputs: int, ratio: Fraction) -> list[int]:
        """Real inputs that an output reads where some of ``positions`` are not, as torch takes the ends."""
        if self.antialias:  # the kernel is cut
            return [at for at in positions if 0 <= at < inputs]
        if self.mode == "linear":  # the source is held at the end
            return [0 if positions[0] < 0 else inputs - 1]
        source = ratio * output if self.align_corners else ratio * (output + Fraction(1, 2)) - Fraction(1, 2)
        weights: dict[int, Fraction] = {}
        for at in positions:  # the end is repeated outwards
            held = min(max(at, 0), inputs - 1)
            weights[held] = weights.get(held, Fraction(0)) + self._weight(abs(at - source))
        return [at for at, weight in sorted(weights.items()) if weight]


def cubic_weight(distance: Fraction, sharpness: Fraction) -> Fraction:
    """Keys' cubic kernel (Cubic Convolution Interpolation for Digital Image Processing, 1981).

    >>> cubic_weight(Fraction(1, 2), SHARP), cubic_weight(Fraction(1), SHARP)
    (Fraction(19, 32), Fraction(0, 1))
    """
    if distance <= 1:
        return ((sharpness + 2) * distance - (sharpness + 3)) * distance**2 + 1
    if distance >= 2:
        return Fraction(0)
    return sharpness * (((distance - 5) * distance + 8) * distance - 4)
