"""What repeats, against the pairs of a whole map."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope.arithmetic import (
    Adaptive,
    Everything,
    Gathered,
    Groups,
    Padded,
    Pattern,
    Placed,
    Relation,
    Repeated,
    Resampled,
    Rolled,
    Same,
    Slice,
    Spread,
    Window,
    pattern_of,
)

SMALL = st.integers(1, 4)
PADS = st.integers(0, 4)
RELATIONS: st.SearchStrategy[Relation] = st.one_of(
    st.builds(Window, SMALL, SMALL, st.tuples(PADS, PADS), SMALL, transposed=st.booleans()),
    st.builds(Slice, st.integers(0, 5), SMALL),
    st.builds(Padded, st.integers(-3, 4), PADS, st.sampled_from(["constant", "reflect", "replicate", "circular"])),
    st.builds(Repeated, SMALL),
    st.builds(Gathered, SMALL),
    st.just(Adaptive()),
    st.just(Same()),
    st.builds(Resampled, st.sampled_from(["nearest", "nearest-exact", "area"])),
    st.builds(
        Resampled,
        st.sampled_from(["linear", "cubic"]),
        st.booleans(),
        st.sampled_from([None, 0.4, 0.5, 1.5, 2.0]),
        st.booleans(),
    ),
)


@given(relation=RELATIONS, inputs=st.integers(5, 40), outputs=st.integers(1, 40))
def test_outputs_away_from_the_borders_read_the_pattern(relation: Relation, inputs: int, outputs: int) -> None:
    """Every output whose pattern is all real reads exactly that."""
    pattern = pattern_of(relation, inputs=inputs, outputs=outputs)
    if pattern is None:
        assert isinstance(relation, Resampled) and (relation.scale or relation.mode.startswith("nearest"))
        return
    owners, read = relation.pairs(inputs, outputs)
    for output in range(outputs):
        turn, phase = divmod(output, len(pattern.reads))
        expected = [pattern.advance * turn + at for at in pattern.reads[phase]]
        if all(0 <= at < inputs for at in expected):
            assert read[owners == output].tolist() == expected


@pytest.mark.parametrize("relation", [Rolled(1), Placed(2), Groups(2), Slice(5, -1)], ids=repr)
def test_what_has_no_pattern(relation: Relation) -> None:
    """Rolls, parts of a whole, groups and flips."""
    assert pattern_of(relation, inputs=6, outputs=6) is None


@pytest.mark.parametrize("relation", [Adaptive(), Everything(), Resampled("linear")], ids=repr)
def test_what_takes_a_size(relation: Relation) -> None:
    """Without sizes nothing can be said of them; with sizes it can."""
    assert pattern_of(relation) is None
    assert pattern_of(relation, inputs=6, outputs=3) is not None


def test_one_for_all_stands_still() -> None:
    """A broadcast and a mean read the same inputs everywhere."""
    assert pattern_of(Spread()) == Pattern(0, ((0,),))
    assert pattern_of(Everything(), inputs=3, outputs=1) == Pattern(0, ((0, 1, 2),))


def test_a_phase_may_read_nothing() -> None:
    """A transposed window whose kernel is smaller than its stride leaves outputs out."""
    assert pattern_of(Window(kernel=1, stride=2, transposed=True)) == Pattern(1, ((0,), ()))


def test_rounding_that_breaks_the_pattern_is_told() -> None:
    """Nearest, of some sizes, takes another pixel than the exact ratio does: then nothing repeats."""
    broken = [
        (n, m)
        for n in range(1, 60)
        for m in range(1, 60)
        if pattern_of(Resampled("nearest"), inputs=n, outputs=m) is None
    ]
    assert broken
    n, m = broken[0]
    exact = [output * n // m for output in range(m)]
    assert Resampled("nearest").pairs(n, m)[1].tolist() != exact
