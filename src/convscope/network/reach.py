"""Carry receptive fields over the graph, layer by layer, forwards: the hull of a unit away from the borders.

`places.py` keeps where along a tensor's axes the picture's lie, however it is reshaped. The exact set of one unit,
borders included, is composed backwards instead, in `regions.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from convscope.arithmetic import Everything, Placed, ReceptiveField, Same, Slice, Spread
from convscope.network.description import Arrival, Reach, Shape
from convscope.network.operators import AxisRead, Chained, Operation, Reading, Reshaped, unmoved
from convscope.network.places import MIXED, Factor, Places, carried, factored, without_places
from convscope.saying import Words

Fields = tuple[ReceptiveField, ...]


@dataclass(frozen=True)
class Standing:
    """How far a layer's units reach, and along which of its axes they lie."""

    reach: Reach
    places: Places


WORDS = Words(
    other_input="input {number} of the network has another size than the first",
    gathers="{layer} gathers the whole map, whatever its size",
    no_reach="{layer} is an operator whose reach is not known",
    no_source="{layer} reads a tensor whose parts come from where nobody knows",
    part_of_axis="{layer} gathers a part of an axis",
    picks="{layer} picks from an axis whose places are in no order that is known",
    other_axes="{layer} slides over a map whose axes are no longer the picture's",
    no_repeat="{layer} reads places that do not repeat along the map",
    elsewhere="{layer} merges maps whose units lie elsewhere",
    strides="{layer} merges branches of different effective stride",
    placeless="{layer} merges a map with numbers that have no place",
)


class Unknown(Exception):
    """Why nothing can be said of a layer: the name of one of the sentences above."""


class Unread(Exception):
    """Nobody knows how a tensor is read."""


def of_input(shape: Shape, axes: int) -> Standing:
    """Each input pixel depends on itself; the picture's axes are the last ones."""
    first = len(shape) - axes
    places = tuple((Factor(n, axis - first if axis >= first else None),) for axis, n in enumerate(shape))
    return Standing(Reach((ReceptiveField(),) * axes, "exact"), places)


def of_other(shape: Shape, number: int) -> Standing:
    """An input of another size than the picture's has pixels of its own, to which no field here applies."""
    because = WORDS.say("other_input", number=number + 1)
    return Standing(Reach(None, "unknown", because), without_places(shape))


def compose(
    operation: Operation,
    arrivals: Sequence[Arrival],
    standings: Mapping[int, Standing],
    output: Shape,
    picture: Shape,
    *,
    name: str,
) -> Standing:
    """Find what a unit depends on, from what its inputs' units depend on.

    ``output`` is the layer's shape, ``picture`` the spatial size of the network's input; ``name`` is the layer's, for
    the word why where nothing can be said.
    """
    if operation.unbounded == "no" and _number_by_number(arrivals, output):
        return standings[arrivals[0].source]  # units reach as far as before
    reached = [standings[arrival.source].reach for arrival in arrivals]
    for reach in reached:
        if reach.fields is None:
            return Standing(reach, _only_places(arrivals, standings, output))
    try:
        merged, gathers = None, False
        for arrival in arrivals:
            read = _Read(arrival, standings[arrival.source], output, picture)
            gathers |= read.gathers
            merged = read.standing() if merged is None else _join(merged, read.standing(), picture)
    except Unread:
        told = "no_source"
        if any(read is None for _, read in operation.reads) or len(operation.reads) < len(arrivals):
            told = "no_reach"
        lost = Reach(None, "unknown", WORDS.say(told, layer=name))
        return Standing(lost, _only_places(arrivals, standings, output))
    except Unknown as why:
        lost = Reach(None, "unknown", WORDS.say(str(why), layer=name))
        return Standing(lost, _only_places(arrivals, standings, output))
    assert merged is not None
    because = next((reach.because for reach in reached if reach.status == "unbounded"), None)  # who is so, stays so
    unbounded = operation.unbounded == "yes" or (operation.unbounded == "if merged" and len(arrivals) > 1)
    if gathers and unbounded:
        because = because or WORDS.say("gathers", layer=name)
    return replace(merged, reach=replace(merged.reach, status="unbounded", because=because)) if because else merged


def _number_by_number(arrivals: Sequence[Arrival], output: Shape) -> bool:
    """Whether a layer takes one map and each number of it by itself."""
    first = arrivals[0]
    return len(arrivals) == 1 and first.read is unmoved(len(output)) and first.part is None and first.shape == output


def _only_places(arrivals: Sequence[Arrival], standings: Mapping[int, Standing], output: Shape) -> Places:
    """Follow the picture's axes alone, where the fields are not known."""
    merged = list(without_places(output))
    for arrival in arrivals:
        before = list(standings[arrival.source].places)
        if arrival.part is not None:
            dim, _, gone = arrival.part
            before[dim : dim + 1] = [] if gone else [_relaid(before[dim], arrival.shape[dim])]
        read = arrival.read.plain if isinstance(arrival.read, Chained) else arrival.read
        after = list(factored(tuple(before), output)) if isinstance(read, Reshaped) else list(without_places(output))
        for along, factors in zip(read.axes if isinstance(read, Reading) else (), before, strict=False):
            if along.output is not None and not isinstance(along.relation, (Everything, Spread)):
                same = isinstance(along.relation, Same)
                after[along.output] = factors if same else _relaid(factors, output[along.output])
        merged = [mine if carried(mine) else other for mine, other in zip(merged, after, strict=True)]
    return tuple(merged)


def _relaid(factors: tuple[Factor, ...], length: int) -> tuple[Factor, ...]:
    """Give an axis another length, keeping the picture's axis along it if it lies there alone."""
    alone = len(factors) == 1 and factors[0].step == 1
    return (Factor(length, factors[0].axis if alone else None),)


class _Read:
    """One arrival, read axis by axis: ``fields`` are those of a unit of the output, ``places`` its axes."""

    def __init__(self, arrival: Arrival, standing: Standing, output: Shape, picture: Shape) -> None:
        assert standing.reach.fields is not None
        self.fields = list(standing.reach.fields)
        self.gathers = False
        self._output = output
        self._picture = picture
        self._whole = standing.reach.whole
        before = self._cut(standing.places, arrival)
        read = arrival.read.plain if isinstance(arrival.read, Chained) else arrival.read
        if read is None:
            raise Unread
        if isinstance(read, Reading):
            self.places: list[tuple[Factor, ...]] = [(Factor(length, None),) for length in output]
            for axis, factors in enumerate(before):
                self._along(read.axes[axis], factors, arrival.shape[axis])
        else:
            self.places = list(factored(self._without_single(before, output), output))

    def standing(self) -> Standing:
        """Put together what was read; units whose place is lost, as by flattening, keep their own field beside all."""
        fields = tuple(self.fields)
        there = {factor.axis for factors in self.places for factor in factors}
        if all(axis in there for axis in range(len(fields))):
            return Standing(Reach(fields, "exact"), tuple(self.places))
        whole = tuple(field if not field.stride else self._hull(axis, field) for axis, field in enumerate(fields))
        return Standing(Reach(fields, "exact", whole=whole), tuple(self.places))

    def _hull(self, axis: int, field: ReceptiveField) -> ReceptiveField:
        if axis in self._lengths:
            return _clipped(field, self._lengths[axis], self._picture[axis])
        assert self._whole is not None
        return self._whole[axis]

    def _cut(self, places: Places, arrival: Arrival) -> Places:
        """Take the part of a layer's tensor that arrives, and note how many units lie along each axis."""
        cut = list(places)
        self._lengths = lengths_of(cut)
        if arrival.part is not None:
            dim, start, gone = arrival.part
            if carried(cut[dim]):
                length = 1 if gone else arrival.shape[dim]
                self._output, output = (length,), self._output
                self.places = []
                self._slid(AxisRead(0, Slice(start)), cut[dim], sum(f.length for f in cut[dim]))
                cut[dim], self._output = self.places[0], output
            if gone:
                self._lengths = lengths_of(cut)
                for factor in carried(cut[dim]):
                    self._gather(factor)
                del cut[dim]
        self._lengths = lengths_of(cut)
        return tuple(cut)

    def _along(self, read: AxisRead, factors: tuple[Factor, ...], length: int) -> None:
        relation, there = read.relation, carried(factors)
        if isinstance(relation, Same) and read.output is not None:
            self.places[read.output] = factors
        elif not there:
            return
        elif isinstance(relation, (Everything, Spread)):
            self.gathers |= isinstance(relation, Everything)
            for factor in there:
                self._gather(factor)
        elif read.output is None and isinstance(relation, Slice):
            self._pick(factors, relation.start)
        else:
            self._slid(read, factors, length)

    def _gather(self, factor: Factor) -> None:
        """Read every position of a factor: all of its axis, or, of an axis that is in two, the window of the inner."""
        axis = factor.axis
        assert axis is not None
        if axis == MIXED:
            self._gather_mixed()
            return
        field, length = self.fields[axis], self._lengths[axis]
        if factor.length == length:
            self.fields[axis] = field if not field.stride else _clipped(field, length, self._picture[axis])
        elif len(field.phases) == 1 and factor.step == 1:
            self.fields[axis] = _widened(field, factor.length)
        else:
            raise Unknown("part_of_axis")

    def _without_single(self, places: Places, output: Shape) -> Places:
        """Let axes go that have one unit and would lose their place: that unit reads what all do, nothing less."""
        alone = {factors[0].axis for factors in factored(places, output) if len(factors) == 1}
        gone = {axis for axis, length in self._lengths.items() if length == 1 and axis not in alone}
        for axis in gone:
            self._gather(Factor(1, axis))
            del self._lengths[axis]
        return tuple(tuple(Factor(f.length, None) if f.axis in gone else f for f in factors) for factors in places)

    def _scattered(self) -> list[int]:
        """List the picture's axes along which units have a field of their own and no place that is known."""
        return [axis for axis, field in enumerate(self.fields) if field.stride and axis not in self._lengths]

    def _gather_mixed(self) -> None:
        """Read along an axis that holds places in no known order: all of those that have lost theirs."""
        for axis in self._scattered():
            assert self._whole is not None
            self.fields[axis] = self._whole[axis]

    def _pick(self, factors: tuple[Factor, ...], position: int) -> None:
        """Read one position of an axis."""
        if factors[0].axis == MIXED and not self._scattered():
            return
        if len(factors) != 1 or factors[0].step != 1 or factors[0].axis == MIXED:
            raise Unknown("picks")
        axis = factors[0].axis
        assert axis is not None
        low, high = self.fields[axis].at(position)
        last = self._picture[axis] - 1
        self.fields[axis] = ReceptiveField(0, min(max(low, 0), last), max(min(high, last), 0))

    def _slid(self, read: AxisRead, factors: tuple[Factor, ...], length: int) -> None:
        """Read an axis through a window, a shift, another size."""
        assert read.output is not None
        outputs, axis = self._output[read.output], factors[0].axis
        plain = len(factors) == 1 and factors[0].step == 1 and axis != MIXED
        if isinstance(read.relation, Placed) or (isinstance(read.relation, Slice) and not plain):
            self._mix(read.output, outputs, factors)
            return
        if axis == MIXED and not self._scattered():
            return
        if not plain or axis is None:
            raise Unknown("other_axes")
        field = self.fields[axis].through(read.relation, inputs=length, outputs=outputs)
        if field is None:
            raise Unknown("no_repeat")
        self.fields[axis] = field
        self._put(read.output, (Factor(outputs, axis),))

    def _mix(self, dim: int, length: int, factors: tuple[Factor, ...]) -> None:
        """Lose the places along an axis: each unit keeps a field of its own, and all of them have a hull."""
        for factor in carried(factors):
            if factor.axis in self._lengths:
                assert factor.axis is not None
                axis, whole = factor.axis, list(self._whole or self.fields)
                whole[axis] = _clipped(self.fields[axis], self._lengths.pop(axis), self._picture[axis])
                self._whole = tuple(whole)
        self._put(dim, (Factor(length, MIXED),))

    def _put(self, dim: int, factors: tuple[Factor, ...]) -> None:
        while len(self.places) <= dim:
            self.places.append(())
        self.places[dim] = factors


def lengths_of(places: Sequence[Sequence[Factor]]) -> dict[int, int]:
    """Count the units along each axis of the picture."""
    lengths: dict[int, int] = {}
    for factors in places:
        for factor in factors:
            if factor.axis is not None and factor.axis != MIXED:
                lengths[factor.axis] = lengths.get(factor.axis, 1) * factor.length
    return lengths


def _join(one: Standing, two: Standing, picture: Shape) -> Standing:
    """Merge branches place by place: the hull of both, where their effective strides agree."""
    first, second = one.reach, two.reach
    assert first.fields is not None and second.fields is not None
    places, fields = [list(factors) for factors in one.places], []
    for axis, (mine, other) in enumerate(zip(first.fields, second.fields, strict=True)):
        if bool(mine.stride) == bool(other.stride):
            here, there = _where(one.places, axis), _where(two.places, axis)
            if here != there:
                joined = _coarser(mine, here, other, there)
                if joined is None:
                    raise Unknown("elsewhere")
                kept = [place for place in here if place in there]
                for dim, factors in enumerate(places):
                    places[dim] = [
                        Factor(f.length, None) if f.axis == axis and (dim, f.length, f.step) not in kept else f
                        for f in factors
                    ]
            else:
                joined = mine.join(other)
            if joined is None:
                raise Unknown("strides")
        else:
            joined, moving = (other, one) if mine.stride else (mine, two)
            reads = _whole(moving, axis, picture)
            if reads.low < joined.low or reads.high > joined.high:
                raise Unknown("placeless")
            for number, factors in enumerate(places):  # who reads all that the other's units do, has no place
                places[number] = [Factor(f.length, None) if f.axis == axis else f for f in factors]
        fields.append(joined)
    placed = {factor.axis for factors in places for factor in factors}
    whole = None
    if not all(axis in placed for axis in range(len(fields))):
        pairs = [(_whole(one, axis, picture), _whole(two, axis, picture)) for axis in range(len(fields))]
        whole = tuple(ReceptiveField(0, min(mine.low, other.low), max(mine.high, other.high)) for mine, other in pairs)
    return Standing(Reach(tuple(fields), "exact", whole=whole), tuple(tuple(factors) for factors in places))


def _coarser(
    mine: ReceptiveField, here: list[tuple[int, int, int]], other: ReceptiveField, there: list[tuple[int, int, int]]
) -> ReceptiveField | None:
    """Merge units with those of a whole window of theirs, which reads all that they do; else None."""
    if len(here) < len(there):
        mine, here, other, there = other, there, mine, here
    extra = [place for place in here if place not in there]
    if len(extra) != 1 or not all(place in here for place in there) or extra[0][2] != 1:
        return None
    if len(mine.phases) > 1 or mine.stride != other.stride:
        return None
    wide = _widened(mine, extra[0][1])
    return other if wide.low >= other.low and wide.high <= other.high else None


def _widened(field: ReceptiveField, units: int) -> ReceptiveField:
    """Take ``units`` neighbours of one kind as one, at their first one's place."""
    return ReceptiveField(field.stride, field.low, field.high + field.stride * (units - 1))


def _whole(standing: Standing, axis: int, picture: Shape) -> ReceptiveField:
    """All real pixels along an axis that any unit reads."""
    assert standing.reach.fields is not None
    field, lengths = standing.reach.fields[axis], lengths_of(standing.places)
    if not field.stride:
        return field
    if axis in lengths:
        return _clipped(field, lengths[axis], picture[axis])
    assert standing.reach.whole is not None
    return standing.reach.whole[axis]


def _where(places: Places, axis: int) -> list[tuple[int, int, int]]:
    return [(dim, f.length, f.step) for dim, factors in enumerate(places) for f in factors if f.axis == axis]


def _clipped(field: ReceptiveField, units: int, pixels: int) -> ReceptiveField:
    """All real pixels from the first unit's to the last one's."""
    return ReceptiveField(0, max(field.at(0)[0], 0), min(field.at(units - 1)[1], pixels - 1))
