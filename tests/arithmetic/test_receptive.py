"""Receptive fields: published ones, and random chains against gradients."""

from fractions import Fraction

import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, event, given
from hypothesis import strategies as st
from torch import Tensor

from convscope.arithmetic import (
    Adaptive,
    Everything,
    Gathered,
    Padded,
    Placed,
    ReceptiveField,
    Relation,
    Repeated,
    Resampled,
    Rolled,
    Slice,
    Window,
    pattern_of,
    receptive_set,
)
from convscope.arithmetic.padded import PaddingMode
from convscope.arithmetic.resampled import ResampleMode

CONV3 = Window(kernel=3, padding=(1, 1))
POOL2 = Window(kernel=2, stride=2)
POOL3 = Window(kernel=3, stride=2)
VGG16 = [*[CONV3] * 2, POOL2, *[CONV3] * 2, POOL2, *([*[CONV3] * 3, POOL2] * 3)]
ALEXNET = [
    Window(kernel=11, stride=4, padding=(2, 2)),
    POOL3,
    Window(kernel=5, padding=(2, 2)),
    POOL3,
    *[CONV3] * 3,
    POOL3,
]


@st.composite
def windows(draw: st.DrawFn, transposed: bool) -> Window:
    stride, dilation = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    pad = draw(st.integers(0, 2))
    up = transposed and draw(st.booleans())
    return Window(
        kernel=draw(st.integers(1, 4)),
        stride=stride,
        padding=(pad, pad),
        dilation=dilation,
        transposed=up,
        output_padding=draw(st.integers(0, max(stride, dilation) - 1)) if up else 0,
    )


def forwards(chain: list[Window], line: Tensor) -> Tensor:
    """Run the chain in torch with positive weights, so that no path through it cancels another."""
    for window in chain:
        weight = torch.ones(1, 1, window.kernel, dtype=line.dtype)
        if window.transposed:
            line = F.conv_transpose1d(
                line, weight, None, window.stride, window.padding[0], window.output_padding, 1, window.dilation
            )
        else:
            line = F.conv1d(line, weight, None, window.stride, window.padding[0], window.dilation)
    return line


def field_of(chain: list[Window]) -> ReceptiveField:
    field = ReceptiveField()
    for window in chain:
        wider = field.through(window)
        assert wider is not None
        field = wider
    return field


@pytest.mark.parametrize(("chain", "size"), [(VGG16, 212), (ALEXNET, 195)], ids=["vgg16", "alexnet"])
def test_published_fields(chain: list[Window], size: int) -> None:
    """VGG-16 sees 212 pixels at pool5 and AlexNet 195, both at stride 32 (Araujo et al., Distill 2019)."""
    field = field_of(chain)
    assert (field.size, field.stride) == (size, 32)


def test_dilation_leaves_holes() -> None:
    """Three 3-kernels of dilation 2 touch 7 of the 13 positions they span: every other one."""
    assert receptive_set([Window(kernel=3, dilation=2)] * 3, 0) == [0, 2, 4, 6, 8, 10, 12]


def test_padding_is_not_followed_where_the_size_is_known() -> None:
    """A padded 3-kernel's first output reads −1, 0, 1; of a real map of 5 only 0 and 1."""
    assert receptive_set([CONV3], 0) == [-1, 0, 1]
    assert receptive_set([CONV3], 0, size=5) == [0, 1]


def test_a_transposed_window_halves_the_stride() -> None:
    """2/2 transposed: two kinds of unit to an input, each of which it reads alone."""
    field = ReceptiveField().through(Window(kernel=2, stride=2, transposed=True))
    assert field is not None
    assert (field.stride, field.size, [field.at(unit) for unit in range(3)]) == (
        Fraction(1, 2),
        1,
        [(0, 0), (0, 0), (1, 1)],
    )


def test_a_unit_may_be_blind() -> None:
    """1/2 transposed: every second unit depends on nothing, and so does what reads only it."""
    field = ReceptiveField().through(Window(kernel=1, stride=2, transposed=True))
    assert field is not None
    assert [last - first + 1 for first, last in map(field.at, range(4))] == [1, 0, 1, 0]
    assert field.through(Window(kernel=1, stride=2)) == ReceptiveField()
    blind = field.through(Slice(1, 2))
    assert blind is not None
    assert (blind.size, blind.stride, blind.at(5)) == (0, 1, (5, 4))


def test_up_and_down_again_is_where_it_was() -> None:
    """Doubled by repetition and halved by a pool of 2, a field is the input's own."""
    field = ReceptiveField().through(Repeated(2))
    assert field is not None
    assert field.through(POOL2) == ReceptiveField()


def test_doubling_bilinearly() -> None:
    """At a scale of 2 units see 2 positions, alternately left and right of their own; the centre is at -1/4."""
    field = ReceptiveField().through(Resampled("linear"), inputs=8, outputs=16)
    assert field is not None
    assert (field.phases, field.stride, field.centre) == (((-1, 0), (0, 1)), Fraction(1, 2), Fraction(-1, 4))


def test_a_mean_sees_everything_from_everywhere() -> None:
    """After a global mean the stride is 0 and the field is that of all units."""
    field = field_of([POOL2]).through(Everything(), inputs=4, outputs=1)
    assert field is not None
    assert (field.stride, field.size, field.at(0), field.at(9)) == (0, 8, (0, 7), (0, 7))


@pytest.mark.parametrize("relation", [Slice(4, -1), Rolled(1), Placed(2)], ids=repr)
def test_of_some_nothing_can_be_said(relation: Relation) -> None:
    """Flips, rolls and parts of a whole have no stride: None."""
    assert ReceptiveField().through(relation, inputs=5, outputs=5) is None


def test_too_many_kinds_are_not_followed() -> None:
    """Resizes by unrelated ratios multiply their kinds: 103 · 109 of them are too many."""
    field = ReceptiveField().through(Adaptive(), inputs=101, outputs=103)
    assert field is not None
    assert len(field.phases) == 103
    assert field.through(Adaptive(), inputs=107, outputs=109) is None


def test_the_centre_is_the_middle_of_the_field() -> None:
    """A padded 3-kernel looks at its own place, an unpadded one a place further on."""
    assert (field_of([CONV3]).centre, field_of([Window(kernel=3)]).centre) == (0, 1)


def test_branches_join_to_their_hull() -> None:
    """A 3-wide branch off to the left and one off to the right join to what both span."""
    left, right = ReceptiveField(2, -4, -2), ReceptiveField(2, 1, 3)
    assert left.join(right) == ReceptiveField(2, -4, 3)


def test_branches_of_different_stride_do_not_join() -> None:
    """Branches whose effective strides differ have no common form."""
    assert ReceptiveField(2, 0, 0).join(ReceptiveField(1, 0, 0)) is None


def test_branches_of_different_kinds_join() -> None:
    """A bilinear and a repeated doubling, then the same threefold: kinds meet at their common multiple."""
    smooth = ReceptiveField().through(Resampled("linear"), inputs=8, outputs=16)
    assert smooth is not None
    joined = smooth.join(ReceptiveField.of_phases(2, [(0, 0), (0, 1), (1, 1), (1, 4)]))
    assert joined is not None
    assert joined.phases == ((-1, 0), (0, 1), (0, 1), (1, 4))
    assert joined.stride == Fraction(1, 2)


def test_at_gives_first_and_last() -> None:
    """Two 2/2 pools: output 3 reads positions 12 to 15."""
    assert field_of([POOL2, POOL2]).at(3) == (12, 15)


@given(data=st.data(), chain=st.lists(windows(transposed=True), min_size=1, max_size=4), size=st.integers(5, 24))
def test_the_set_is_where_gradients_are(data: st.DataObject, chain: list[Window], size: int) -> None:
    """The exact set of a chain, transposed windows among them, is where the gradient of the output is not zero."""
    lengths = [size]
    for window in chain:
        lengths.append(window.output_size(lengths[-1]))
        assume(1 <= lengths[-1] <= 300)
    output = data.draw(st.integers(0, lengths[-1] - 1))
    line = torch.ones(1, 1, size, dtype=torch.float64, requires_grad=True)
    forwards(chain, line)[0, 0, output].backward()  # type: ignore[no-untyped-call]
    assert line.grad is not None
    assert receptive_set(chain, output, size=size) == line.grad[0, 0].nonzero().flatten().tolist()


@given(chain=st.lists(windows(transposed=False), min_size=1, max_size=5), output=st.integers(0, 9))
def test_the_hull_spans_the_set(chain: list[Window], output: int) -> None:
    """The hull carried forwards has the ends of the set composed backwards."""
    touched = receptive_set(chain, output)
    assert field_of(chain).at(output) == (touched[0], touched[-1])


@st.composite
def layers(draw: st.DrawFn, inputs: int) -> tuple[Relation, int, int]:
    """Draw a relation and the lengths it stands between."""
    small = st.integers(1, 3)
    modes: st.SearchStrategy[PaddingMode] = st.sampled_from(["constant", "reflect", "replicate", "circular"])
    kind = draw(st.sampled_from(["window", "slice", "pad", "repeat", "gather", "adaptive", "resize"]))
    match kind:
        case "window":
            window = draw(windows(transposed=True))
            return window, inputs, window.output_size(inputs)
        case "slice":
            start, step = draw(st.integers(0, 3)), draw(small)
            return Slice(start, step), inputs, len(range(start, inputs, step))
        case "pad":
            padded = Padded(draw(st.integers(-2, 3)), draw(st.integers(0, 3)), draw(modes))
            return padded, inputs, inputs + padded.before + padded.after
        case "repeat":
            times = draw(small)
            return Repeated(times), inputs, inputs * times
        case "gather":
            times = draw(small)
            return Gathered(times), inputs, inputs // times
    up, down = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    outputs = inputs // down * up + draw(st.sampled_from([0, 0, 0, 1]))
    if kind == "adaptive":
        return Adaptive(), inputs, outputs
    mode: ResampleMode = draw(st.sampled_from(["nearest", "nearest-exact", "linear", "cubic", "area"]))
    return Resampled(mode, draw(st.booleans()), antialias=draw(st.booleans())), inputs, outputs


@given(data=st.data())
def test_the_hull_of_a_random_chain(data: st.DataObject) -> None:
    """At every unit that no border touches, the hull's ends are those of the exact set composed from the pairs."""
    size = data.draw(st.integers(48, 72))
    field, sets, clean = ReceptiveField(), [{position} for position in range(size)], [True] * size
    seen = 0
    for _ in range(data.draw(st.integers(1, 4))):
        relation, inputs, outputs = data.draw(layers(inputs=len(sets)))
        assume(1 <= outputs <= 400)
        pattern = pattern_of(relation, inputs=inputs, outputs=outputs)
        wider = field.through(relation, inputs=inputs, outputs=outputs)
        if pattern is None or wider is None:
            assert isinstance(relation, Resampled) or len(field.phases) > 20
            return
        field, before = wider, clean
        owners, read = relation.pairs(inputs, outputs)
        gathered: list[set[int]] = [set() for _ in range(outputs)]
        for output, position in zip(owners.tolist(), read.tolist(), strict=True):
            gathered[output] |= sets[position]
        clean = []
        for output in range(outputs):
            turn, kind = divmod(output, len(pattern.reads))
            expected = [pattern.advance * turn + at for at in pattern.reads[kind]]
            clean.append(all(0 <= at < inputs and before[at] for at in expected))
        sets = gathered
        for unit in (unit for unit in range(outputs) if clean[unit]):
            first, last = field.at(unit)
            assert (first, last) == (min(sets[unit]), max(sets[unit])) if sets[unit] else last == first - 1
            assert first >= field.stride * unit + field.low or not sets[unit]
            assert last <= field.stride * unit + field.high or not sets[unit]
            seen += 1
    event("units compared" if seen > 10 else "few units compared")
    sizes = [field.at(unit)[1] - field.at(unit)[0] + 1 for unit in range(len(field.phases))]
    assert field.size == max(sizes)


@given(one=layers(inputs=60), two=layers(inputs=60), unit=st.integers(0, 200))
def test_joined_branches_span_both(one: tuple[Relation, int, int], two: tuple[Relation, int, int], unit: int) -> None:
    """Wherever two branches of one stride meet, the hull has the ends of both."""
    fields = [
        ReceptiveField().through(relation, inputs=inputs, outputs=outputs) for relation, inputs, outputs in (one, two)
    ]
    a, b = fields
    assume(a is not None and b is not None)
    assert a is not None and b is not None
    joined = a.join(b)
    if a.stride != b.stride:
        assert joined is None
        return
    assert joined is not None
    seeing = [hull for hull in (a.at(unit), b.at(unit)) if hull[0] <= hull[1]]
    if seeing:
        assert joined.at(unit) == (min(first for first, _ in seeing), max(last for _, last in seeing))
    assert joined == b.join(a)


@given(
    advance=st.integers(0, 6),
    phases=st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 5)), min_size=1, max_size=6),
    times=st.integers(1, 3),
)
def test_equal_fields_are_equal_values(advance: int, phases: list[tuple[int, int]], times: int) -> None:
    """Said with several turns of its kinds, a field is the same value, and every unit sees what was said."""
    field = ReceptiveField.of_phases(advance, phases)
    turns = [(first + advance * turn, last + advance * turn) for turn in range(times) for first, last in phases]
    assert ReceptiveField.of_phases(advance * times, turns) == field
    for unit, (first, last) in enumerate(turns):
        assert field.at(unit) == (first, last) if first <= last else field.at(unit)[1] == field.at(unit)[0] - 1
