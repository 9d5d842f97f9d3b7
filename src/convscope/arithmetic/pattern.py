"""What an axis reads away from its borders, where it repeats: the part of a relation that has no size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np

from convscope.arithmetic.adaptive import Adaptive
from convscope.arithmetic.everything import Everything
from convscope.arithmetic.gathered import Gathered
from convscope.arithmetic.padded import Padded
from convscope.arithmetic.relation import Relation
from convscope.arithmetic.repeated import Repeated
from convscope.arithmetic.resampled import Resampled
from convscope.arithmetic.same import Same
from convscope.arithmetic.slice import Slice
from convscope.arithmetic.spread import Spread
from convscope.arithmetic.window import Window

MOST_PHASES = 10_000  # kinds of output, beyond which nothing is said
MOST_LISTED = 1024  # a longer run of positions stays a range: a map may be as long as one likes
MOST_ROUNDED = 2**22  # outputs of a nearest resize, of which float32 rounding breaks the pattern sooner or later


@dataclass(frozen=True)
class Pattern:
    """Output Q·b + r reads inputs ``advance``·b + each of ``reads[r]``, in rising order, r = 0 … Q - 1.

    >>> pattern_of(Window(kernel=3, stride=2, transposed=True))
    Pattern(advance=1, reads=((-1, 0), (0,)))
    """

    advance: int
    reads: tuple[Sequence[int], ...]


def pattern_of(relation: Relation, *, inputs: int | None = None, outputs: int | None = None) -> Pattern | None:
    """Find what repeats, or None where nothing does or it takes a size that is not given.

    Padding of every mode counts as if the map went on. A flip, a roll, a part of a concatenation and the groups of
    channels have no pattern; nor has a nearest resize whose float32 rounding breaks it.

    >>> pattern_of(Adaptive(), inputs=14, outputs=7)
    Pattern(advance=2, reads=((0, 1),))
    """
    match relation:
        case Window(transposed=False):
            return Pattern(relation.stride, (tuple(relation.reads(0)),))
        case Window():
            return Pattern(1, tuple(tuple(relation.reads(output)) for output in range(relation.stride)))
        case Same():
            return Pattern(1, ((0,),))
        case Spread():
            return Pattern(0, ((0,),))
        case Slice(step=step) if step > 0:
            return Pattern(step, ((relation.start,),))
        case Padded():
            return Pattern(1, ((-relation.before,),))
        case Repeated():
            return Pattern(1, ((0,),) * relation.times)
        case Gathered():
            return Pattern(relation.times, (_run(0, relation.times),))
    if inputs is None or outputs is None or inputs < 1 or outputs < 1:
        return None
    match relation:
        case Everything():
            return Pattern(0, (_run(0, inputs),))
        case Adaptive() | Resampled(mode="area"):
            return _adaptive(inputs, outputs)
        case Resampled():
            return _resampled(relation, inputs, outputs)
    return None


def _adaptive(inputs: int, outputs: int) -> Pattern | None:
    """Floor and ceiling of o·n/m return to the same place after m/gcd outputs."""
    common = gcd(inputs, outputs)
    if outputs // common > MOST_PHASES:
        return None
    bounds = ((o * inputs // outputs, -(-(o + 1) * inputs // outputs)) for o in range(outputs // common))
    return Pattern(inputs // common, tuple(_run(first, stop) for first, stop in bounds))


def _run(first: int, stop: int) -> Sequence[int]:
    return tuple(range(first, stop)) if stop - first <= MOST_LISTED else range(first, stop)


def _resampled(resize: Resampled, inputs: int, outputs: int) -> Pattern | None:
    if inputs == outputs and (resize.antialias or resize.mode == "linear"):
        return Pattern(1, ((0,),))
    ratio = resize.ratio(inputs, outputs)
    period = ratio.denominator
    if period > min(outputs, MOST_PHASES) or (resize.antialias and ratio > MOST_ROUNDED):
        return None
    reads = tuple(tuple(resize.reads(output, ratio)) for output in range(period))
    if resize.mode in ("nearest", "nearest-exact"):
        if outputs > MOST_ROUNDED:
            return None
        twice = 2 * np.arange(outputs, dtype=np.int64) + (resize.mode == "nearest-exact" and not resize.align_corners)
        said = np.minimum(twice * ratio.numerator // (2 * period), inputs - 1)
        if not np.array_equal(said, resize.pairs(inputs, outputs)[1]):
            return None
    return Pattern(ratio.numerator, reads)
