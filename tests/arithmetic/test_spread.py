"""One position that serves all."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from convscope.arithmetic import Spread


@given(outputs=st.integers(1, 20))
def test_a_broadcast_reads_the_only_input(agrees: Callable[..., bool], outputs: int) -> None:
    """Every place of an expanded axis has its gradient at input 0."""
    assert agrees(Spread(), lambda line: line.expand(1, 1, outputs), 1)


def test_nothing_reads_nothing() -> None:
    """Without an input there are no pairs."""
    assert [len(side) for side in Spread().pairs(0, 3)] == [0, 0]
