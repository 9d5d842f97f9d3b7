"""Tall graphs in columns."""

from itertools import pairwise

from convscope.draw.graph.columns import GUTTER, SHORTEST, columns, waists

ROW, GAP = 100.0, 20.0


def levels(rows: int) -> tuple[list[float], list[float]]:
    tops = [row * (ROW + GAP) for row in range(rows)]
    return tops, [top + ROW for top in tops]


def test_it_can_be_broken_where_one_node_of_the_last_row_leads_on() -> None:
    """Not where a skip passes, nor where two strands do; where a node's own skip starts, it may."""
    rows, pairs = [0, 1, 2, 3, 4], [(0, 1), (1, 2), (2, 3), (3, 4), (1, 3)]
    assert waists(rows, pairs) == [0, 1, 3]
    assert waists([0, 1, 1, 2], [(0, 1), (0, 2), (1, 3), (2, 3)]) == [0]


def test_what_is_short_stays_one_column() -> None:
    """Up to 1300 units."""
    tops, feet = levels(10)
    assert feet[-1] < SHORTEST
    (only,) = columns(range(9), tops, feet, [(-50, 50)] * 10)
    assert (only.first, only.last, only.right, only.down) == (0, 9, 50, 0)


def test_what_is_tall_is_broken_evenly_and_columns_do_not_meet() -> None:
    """Every row is in one column, in order; gutters lie between; no column is much higher than the sheet is broad."""
    tops, feet = levels(200)
    found = columns(range(199), tops, feet, [(-50, 50)] * 200)
    assert [row for one in found for row in range(one.first, one.last + 1)] == list(range(200))
    assert len(found) > 4
    for before, after in pairwise(found):
        assert before.right + 50 < after.gutter < after.right - 50
        assert after.right - 50 - (before.right + 50) == GUTTER
    assert all(tops[one.first] + one.down >= 0 for one in found)


def test_it_is_not_broken_where_it_cannot_be() -> None:
    """A skip over everything keeps it whole."""
    tops, feet = levels(100)
    assert len(columns([], tops, feet, [(-50, 50)] * 100)) == 1
