"""Positions that no window reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope.arithmetic import Unread, Window, never_read, unread
from convscope.arithmetic.missed import LISTED

WINDOWS = st.builds(
    Window,
    kernel=st.integers(1, 6),
    stride=st.integers(1, 6),
    padding=st.tuples(st.integers(0, 4), st.integers(0, 4)),
    dilation=st.integers(1, 4),
    ceil_mode=st.booleans(),
    transposed=st.booleans(),
)


def listed(windows: tuple[Window, ...], length: int, added: tuple[int, int]) -> list[int]:
    """Find them one by one."""
    if any(window.output_size(length) < 1 for window in windows):
        return []
    missing = set.intersection(*(set(unread(window, length)) for window in windows))
    return sorted(position for position in missing if added[0] <= position < length - added[1])


@given(st.lists(WINDOWS, min_size=1, max_size=3).map(tuple), st.integers(1, 60), st.integers(-2, 3), st.integers(-2, 3))
def test_they_are_those_of_the_pairs(windows: tuple[Window, ...], length: int, before: int, after: int) -> None:
    """As found by listing every (output, tap) pair of every window; padding is never missed."""
    positions = listed(windows, length, (before, after))
    found = never_read(windows, length, (before, after))
    assert found == Unread(len(positions), tuple(positions[:4]), positions[-1] if positions else -1)


@given(st.lists(WINDOWS, min_size=1, max_size=3).map(tuple), st.integers(2000, 2400), st.integers(0, 3))
def test_a_long_axis_is_folded_without_changing_anything(windows: tuple[Window, ...], length: int, added: int) -> None:
    """Counts, the first four and the last are those of the whole axis."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("convscope.arithmetic.missed.LISTED", 16)
        never_read.cache_clear()
        folded = never_read(windows, length, (added, added))
    never_read.cache_clear()
    assert folded == never_read(windows, length, (added, added))


def test_an_axis_of_a_thousand_million_takes_no_time() -> None:
    """A kernel of 3 that steps by 4 leaves every fourth position, to the very end."""
    found = never_read((Window(kernel=3, stride=4),), 1_000_000_000)
    assert found == Unread(250_000_000, (3, 7, 11, 15), 999_999_999)
    assert LISTED < 1_000_000


def test_alexnet_on_224_never_reads_its_last_row() -> None:
    """(224 − 11)/4 + 1 = 54.25: one row is left over; 7/2/3 leaves a remainder and loses none."""
    assert never_read((Window(kernel=11, stride=4),), 224).told("row") == "row 223"
    assert not never_read((Window(kernel=7, stride=2, padding=(3, 3)),), 224)
