"""What runs of outputs read, against the relations' own lists."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope.apply.tiling.reading import Step, kept
from convscope.arithmetic import Adaptive, Everything, Padded, Relation, Resampled, Rolled, Same, Slice, Window

WINDOWS = st.builds(
    Window,
    kernel=st.integers(1, 5),
    stride=st.integers(1, 4),
    padding=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    dilation=st.integers(1, 3),
    transposed=st.booleans(),
)
RESIZES = st.builds(
    Resampled,
    st.sampled_from(["nearest", "nearest-exact", "linear", "cubic"]),
    align_corners=st.booleans(),
)


def listed(relation: Relation, inputs: int, outputs: int, first: int, last: int) -> list[int]:
    owners, read = relation.pairs(inputs, outputs)
    return sorted({int(i) for o, i in zip(owners, read, strict=True) if first <= o <= last})


@given(WINDOWS, st.integers(12, 40), st.data())
def test_of_a_window_the_span_is_the_hull(window: Window, inputs: int, data: st.DataObject) -> None:
    """Of the real positions among those that the span names, none is missing and the ends are read."""
    outputs = window.output_size(inputs)
    if outputs < 1:
        return
    first = data.draw(st.integers(0, outputs - 1))
    last = data.draw(st.integers(first, outputs - 1))
    span = Step(window, inputs, outputs).read((first, last))
    assert span is not None
    found = listed(window, inputs, outputs, first, last)
    assert all(span[0] <= position <= span[1] for position in found)
    if not window.transposed and span[0] >= 0 and span[1] < inputs:
        assert (found[0], found[-1]) == span


@given(RESIZES, st.integers(2, 40), st.integers(2, 90), st.data())
def test_of_a_resize_nothing_read_is_outside(resize: Resampled, inputs: int, outputs: int, data: st.DataObject) -> None:
    """At most two positions more than needed, where float32 may round either way."""
    first = data.draw(st.integers(0, outputs - 1))
    last = data.draw(st.integers(first, outputs - 1))
    span = Step(resize, inputs, outputs).read((first, last))
    assert span is not None
    found = listed(resize, inputs, outputs, first, last)
    low, high = max(span[0], 0), min(span[1], inputs - 1)
    assert low <= found[0] <= found[-1] <= high
    assert found[0] - low <= 3
    assert high - found[-1] <= 3


@pytest.mark.parametrize("padded", [Padded(2, 3), Padded(2, 3, "reflect"), Padded(2, 3, "replicate"), Padded(-2, -1)])
def test_of_padding_nothing_read_is_outside(padded: Padded) -> None:
    """At both ends and between, mirrored positions included."""
    outputs = 12 + padded.before + padded.after
    for first in range(outputs):
        for last in range(first, outputs):
            span = Step(padded, 12, outputs).read((first, last))
            assert span is not None
            found = listed(padded, 12, outputs, first, last)
            assert all(max(span[0], 0) <= position <= min(span[1], 11) for position in found)


@pytest.mark.parametrize("relation", [Everything(), Adaptive(), Rolled(2), Slice(9, -1), Padded(1, 1, "circular")])
def test_what_does_not_follow_from_places_is_not_said(relation: Relation) -> None:
    """Gathering, rolling, flipping, going round."""
    assert Step(relation, 10, 10).read((2, 3)) is None


@pytest.mark.parametrize(
    ("relation", "inputs", "outputs", "grid"),
    [
        (Window(3, stride=2), 33, 16, Fraction(2)),
        (Window(2, stride=2, transposed=True), 16, 32, Fraction(1, 2)),
        (Slice(1, 3), 30, 10, Fraction(3)),
        (Resampled("linear"), 99, 791, Fraction(1, 8)),
        (Resampled("linear"), 99, 197, Fraction(1, 2)),
        (Resampled("linear"), 791, 99, Fraction(8)),
        (Resampled("linear", scale=1.5), 10, 15, Fraction(2, 3)),
        (Same(), 5, 5, Fraction(1)),
        (Adaptive(), 10, 5, None),
    ],
)
def test_grids(relation: Relation, inputs: int, outputs: int, grid: Fraction | None) -> None:
    """Nearly 8 times as many places are meant to be 8 times as many."""
    assert Step(relation, inputs, outputs).grid() == grid


def test_a_factor_that_torch_keeps_is_the_same_in_a_part() -> None:
    """Unless corners are aligned, which depends on the size."""
    assert kept(Resampled("linear", scale=2.0))
    assert not kept(Resampled("linear", scale=2.0, align_corners=True))
    assert not kept(Resampled("linear"))
