"""Cyclic shifts."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from convscope.arithmetic import Rolled


@given(shift=st.integers(-30, 30), size=st.integers(1, 12))
def test_a_roll_reads_round_the_end(agrees: Callable[..., bool], shift: int, size: int) -> None:
    """torch.roll, by more than the axis's length too."""
    assert agrees(Rolled(shift), lambda line: line.roll(shift, 2), size)


def test_nothing_reads_nothing() -> None:
    """An axis without positions has no pairs."""
    assert [len(side) for side in Rolled(1).pairs(0, 0)] == [0, 0]
