"""The receptive field along one axis: which input positions one output position depends on.

`ReceptiveField` is the hull, carried forwards from layer to layer (Araujo, Norris, Sim: Computing Receptive Fields of
Convolutional Neural Networks, Distill 2019), here by phases, so that it stays exact through what makes maps larger;
`receptive_set` is the exact index set of a chain, composed backwards, in which dilation leaves its holes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import TypeAlias

from convscope.arithmetic.pattern import MOST_PHASES, pattern_of
from convscope.arithmetic.relation import Relation
from convscope.arithmetic.window import Window

Number: TypeAlias = int | Fraction  # an int where it is whole
Hull: TypeAlias = tuple[int, int]  # first and last, both included; last < first where nothing is read
NOTHING: Hull = (0, -1)


@dataclass(frozen=True)
class ReceptiveField:
    """Output position i depends on input positions from ``stride``·i + ``low`` to ``stride``·i + ``high``.

    Positions below 0 or beyond the input are padding. ``ReceptiveField()`` is the input's own.

    >>> field = ReceptiveField().through(Window(kernel=3)).through(Window(kernel=2, stride=2))
    >>> field.size, field.stride
    (4, 2)
    >>> up = field.through(Window(kernel=3, stride=4, transposed=True))  # units of four kinds, one of them blind
    >>> up.stride, up.phases
    (Fraction(1, 2), ((0, 3), (0, 3), (0, 3), (0, -1)))

    Where maps grow the stride is a fraction P/Q, and units are of Q kinds: unit Q·b + r depends on P·b + first to
    P·b + last, with (first, last) = ``phases[r]``, and on nothing where last < first. ``low`` and ``high`` then bound
    all kinds. With one kind, ``phases`` follows from ``low`` and ``high`` and need not be given; with more, build it
    by `of_phases`.
    """

    stride: Number = 1
    low: Number = 0
    high: Number = 0
    phases: tuple[Hull, ...] = ()

    def __post_init__(self) -> None:
        if not self.phases:
            object.__setattr__(self, "phases", ((self.low, self.high),))

    @classmethod
    def of_phases(cls, advance: int, phases: Sequence[Hull]) -> ReceptiveField:
        """Make the field of which unit Q·b + r spans ``advance``·b + ``phases[r]``, r = 0 … Q - 1.

        >>> ReceptiveField.of_phases(2, [(0, 2), (1, 3)]) == ReceptiveField(1, 0, 2)  # one kind is enough
        True
        """
        kinds, step = _fewest(advance, [hull if hull[0] <= hull[1] else NOTHING for hull in phases])
        stride = Fraction(step, len(kinds))
        seeing = [(first - stride * r, last - stride * r) for r, (first, last) in enumerate(kinds) if first <= last]
        low = min((first for first, _ in seeing), default=Fraction(0))
        high = max((last for _, last in seeing), default=Fraction(-1))
        return cls(_plain(stride), _plain(low), _plain(high), tuple(kinds))

    @property
    def advance(self) -> int:
        """Input positions from a unit to the next of its kind: P."""
        return int(self.stride * len(self.phases))

    @property
    def size(self) -> int:
        """Positions from first to last, of the kind of unit that spans most."""
        return max(last - first + 1 for first, last in self.phases)

    @property
    def centre(self) -> Number:
        """Where unit 0 looks: ``stride``·i + ``centre`` is the middle of unit i's field, on average over the kinds.

        >>> ReceptiveField().through(Window(kernel=4, stride=2, padding=(1, 1))).centre
        Fraction(1, 2)
        """
        middles = [
            Fraction(first + last, 2) - self.stride * r for r, (first, last) in enumerate(self.phases) if first <= last
        ]
        return _plain(sum(middles, Fraction(0)) / max(len(middles), 1))

    @lru_cache(maxsize=4096)  # noqa: B019  # fields are values: networks ask the same of equal ones again and again
    def through(
        self, relation: Relation, *, inputs: int | None = None, outputs: int | None = None
    ) -> ReceptiveField | None:
        """Carry the field through one more layer, away from the borders; None where nothing can be said.

        ``inputs`` and ``outputs`` are the layer's lengths, which resizing, adaptive pooling and what gathers everything
        need. None: a flip, a roll, a concatenation along the axis, a missing length, a nearest resize whose rounding
        repeats nothing, more than 10,000 kinds of unit.
        """
        pattern = pattern_of(relation, inputs=inputs, outputs=outputs)
        if pattern is None:
            return None
        turns = len(self.phases) // gcd(pattern.advance, len(self.phases))
        if turns * len(pattern.reads) > MOST_PHASES:
            return None
        kinds = [
            _union([self.at(pattern.advance * turn + position) for position in self._outermost(positions)])
            for turn in range(turns)
            for positions in pattern.reads
        ]
        return ReceptiveField.of_phases(int(self.stride * pattern.advance * turns), kinds)

    def _outermost(self, positions: Sequence[int]) -> Sequence[int]:
        """Leave out of a long run the positions whose fields lie between those of others of their kind."""
        kinds = len(self.phases)
        if not isinstance(positions, range) or len(positions) <= 2 * kinds:
            return positions
        return [*positions[:kinds], *positions[-kinds:]]

    def join(self, other: ReceptiveField) -> ReceptiveField | None:
        """Take the hull of two branches that merge; None where their effective strides differ."""
        kinds = lcm(len(self.phases), len(other.phases))
        if self.stride != other.stride or kinds > MOST_PHASES:
            return None
        hulls = [_union([self.at(unit), other.at(unit)]) for unit in range(kinds)]
        return ReceptiveField.of_phases(int(self.stride * kinds), hulls)

    def at(self, output: int) -> Hull:
        """First and last input position (both included) that output number ``output`` depends on.

        Where it depends on nothing, last is first - 1.
        """
        turn, kind = divmod(output, len(self.phases))
        first, last = self.phases[kind]
        return self.advance * turn + first, self.advance * turn + last


def _union(hulls: Sequence[Hull]) -> Hull:
    seeing = [hull for hull in hulls if hull[0] <= hull[1]]
    if not seeing:
        return NOTHING
    return min(first for first, _ in seeing), max(last for _, last in seeing)


def _fewest(advance: int, phases: list[Hull]) -> tuple[list[Hull], int]:
    """Drop kinds that only repeat, so that equal fields are equal values."""
    for kinds in range(1, len(phases)):
        if len(phases) % kinds or advance * kinds % len(phases):
            continue
        step = advance * kinds // len(phases)
        moved = (
            (first + step, last + step) if first <= last else NOTHING for first, last in phases[: len(phases) - kinds]
        )
        if list(moved) == phases[kinds:]:
            return phases[:kinds], step
    return phases, advance


def _plain(number: Fraction | int) -> Number:
    fraction = Fraction(number)
    return fraction.numerator if fraction.denominator == 1 else fraction


def receptive_set(windows: Sequence[Window], output: int, *, size: int | None = None) -> list[int]:
    """List the input positions that one output of a chain of windows (input first) depends on.

    With ``size``, the input's, only real positions of the input and of every map between are followed: the positions
    whose gradient is not zero. Without it, padding counts as if the maps went on.

    >>> chain = [Window(kernel=3, dilation=2)] * 3
    >>> len(receptive_set(chain, 0)), receptive_set(chain, 0)[-1] + 1  # touches 7 of its 13
    (7, 13)
    """
    sizes: list[int | None] = [size]
    for window in windows:
        known = sizes[-1]
        sizes.append(None if known is None else window.output_size(known))
    touched = {output}
    for window, limit in zip(reversed(windows), reversed(sizes[:-1]), strict=True):
        read = {position for unit in touched for position in window.reads(unit)}
        touched = read if limit is None else {position for position in read if 0 <= position < limit}
    return sorted(touched)
