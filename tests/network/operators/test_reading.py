"""How a tensor is read, axis by axis."""

from convscope.arithmetic import Placed, Same, Spread
from convscope.network.operators.reading import ALL, broadcast, gathered, in_place, moved, placed, same


def test_axes_that_are_spread_and_axes_that_are_not() -> None:
    """Matched from the last; an axis of 1 is spread over more, and stays itself over 1."""
    read = broadcast((4, 1, 1), (2, 4, 5, 1))
    assert [(axis.output, type(axis.relation)) for axis in read.axes] == [(1, Same), (2, Spread), (3, Same)]


def test_gathered_axes_are_gone_or_kept() -> None:
    """Without keepdim the axes behind move forward."""
    assert gathered(4, {2}, keepdim=False).axes == (same(0), same(1), ALL, same(2))
    assert gathered(4, {2}, keepdim=True).axes == (same(0), same(1), ALL, same(3))


def test_an_order_is_turned_round() -> None:
    """Output axis k was input axis order[k]."""
    assert [axis.output for axis in moved((2, 0, 1)).axes] == [1, 2, 0]


def test_in_place_but_for_one() -> None:
    """A concatenation's second map lies behind the first along its axis."""
    assert placed(3, 1, 4).axes[1].relation == Placed(4) and placed(3, 1, 4).axes[::2] == in_place(3).axes[::2]
