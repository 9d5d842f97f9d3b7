"""What a run of outputs reads through one relation, as if the map went on beyond its ends."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from convscope.arithmetic import Padded, Placed, Relation, Resampled, Same, Slice, Window

Span = tuple[int, int]  # first and last position, both included
ROUNDING = Fraction(1, 2**20)  # of a source's place, in float32 with a few bits to spare


@dataclass(frozen=True)
class Step:
    """One relation with the lengths that it joins, along one axis.

    >>> Step(Window(kernel=3, stride=2, padding=(1, 1)), 32, 16).read((4, 7))
    (7, 15)
    """

    relation: Relation
    inputs: int
    outputs: int

    def read(self, outputs: Span) -> Span | None:
        """Say from where to where outputs ``outputs`` read; below 0 and beyond the input is padding.

        None where that does not follow from the places alone: a flip, a roll, what gathers everything.
        """
        first, last = outputs
        match self.relation:
            case Same() | Placed(offset=0):
                return first, last
            case Slice(start=start, step=step) if step > 0:
                return start + step * first, start + step * last
            case Window():
                return self._window(self.relation, first, last)
            case Padded(mode="circular"):
                return None
            case Padded():
                return self._padded(self.relation, first, last)
            case Resampled(mode="area"):
                return self._area(first, last)
            case Resampled():
                return self._resampled(self.relation, first, last)
        return None

    def grid(self) -> Fraction | None:
        """Say how many of its inputs lie between two outputs, on the grids that the two maps are to stand on.

        A resize to a given size stands between the two grids only nearly: 99 places made 791 are meant to be 8 times as
        many. None where no grid follows.
        """
        match self.relation:
            case Same() | Placed(offset=0) | Padded(mode="constant" | "reflect" | "replicate"):
                return Fraction(1)
            case Slice(step=step) if step > 0:
                return Fraction(step)
            case Window():
                return Fraction(1, self.relation.stride) if self.relation.transposed else Fraction(self.relation.stride)
            case Resampled():
                if kept(self.relation):
                    return self.relation.ratio(self.inputs, self.outputs)
                ratio = Fraction(self.inputs, self.outputs)
                return ratio.limit_denominator(max(1, round(1 / ratio))) if ratio < 1 else Fraction(round(ratio))
        return None

    @staticmethod
    def _window(window: Window, first: int, last: int) -> Span:
        before = window.padding[0]
        if not window.transposed:
            return first * window.stride - before, last * window.stride - before + window.extent - 1
        return -((window.extent - 1 - before - first) // window.stride), (last + before) // window.stride

    def _padded(self, padded: Padded, first: int, last: int) -> Span:
        low, high = first - padded.before, last - padded.before
        if padded.mode == "reflect":  # what lies beyond an end is read from as far within it
            within, beyond = low, high
            if within < 0:
                high = max(high, -within)
            if beyond > self.inputs - 1:
                low = min(low, 2 * (self.inputs - 1) - beyond)
        if padded.mode == "replicate":  # what lies beyond an end is the end
            low, high = min(low, self.inputs - 1), max(high, 0)
        return low, high

    def _resampled(self, resampled: Resampled, first: int, last: int) -> Span:
        """Take the neighbours of both ends' sources, and of where float32, in which torch works, may put these."""
        ratio = resampled.ratio(self.inputs, self.outputs)
        half = Fraction(0) if resampled.align_corners and not resampled.antialias else Fraction(1, 2)
        unit = max(ratio, Fraction(1)) if resampled.antialias else Fraction(1)
        reach = (2 if resampled.mode == "cubic" else 1) * unit
        if resampled.mode in ("nearest", "nearest-exact"):  # rounded either way
            return resampled.reads(first, ratio)[0] - 1, resampled.reads(last, ratio)[0] + 1
        low, high = (first + half) * ratio - half, (last + half) * ratio - half
        off = (high + 1) * ROUNDING
        return floor(low - off - reach) + 1, ceil(high + off + reach) - 1

    def _area(self, first: int, last: int) -> Span:
        return first * self.inputs // self.outputs, -(-(last + 1) * self.inputs // self.outputs) - 1


def kept(resampled: Resampled) -> bool:
    """Whether a resize has one factor at every size, so that a part is resized as it is in the whole."""
    return resampled.scale is not None and not resampled.align_corners and resampled.mode != "area"
