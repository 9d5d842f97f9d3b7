"""Tangles, row by row."""

from itertools import pairwise

from convscope.draw.graph.rows import row_by_row

# three above, three below, each below taking from two: nothing to take apart
INPUTS = [(), (), (), (0, 1), (1, 2), (0, 2)]
ROWS = [0, 0, 0, 1, 1, 1]


def test_nodes_of_a_row_do_not_come_near() -> None:
    """And the whole is centred, as broad as it is said to be."""
    found, breadth = row_by_row(range(6), ROWS, INPUTS, 10.0)
    for row in (0, 1):
        places = sorted(found[node] for node in range(6) if ROWS[node] == row)
        assert all(right - left >= 10 - 1e-9 for left, right in pairwise(places))
    assert abs(min(found.values()) + max(found.values())) < 1e-9
    assert breadth == max(found.values()) - min(found.values()) + 10


def test_edges_to_outside_do_not_count() -> None:
    """A part of a graph is laid out by itself."""
    assert row_by_row([3, 4], ROWS, INPUTS, 10.0)[1] == 20
