"""Rows and skips of a graph."""

from convscope.draw.graph.order import ancestors, descendants, ranks, without_skips

DIAMOND = [(), (0,), (0,), (1, 2), (0, 3)]  # and a skip over it


def test_rows_follow_the_longest_way() -> None:
    """A node stands below all it takes from."""
    assert ranks(DIAMOND) == [0, 1, 1, 2, 3]
    assert ranks([]) == []


def test_ancestors_and_descendants_are_each_others_mirror() -> None:
    """Bits of the nodes before, and behind."""
    before, after = ancestors(DIAMOND), descendants(DIAMOND)
    assert before == [0, 0b1, 0b1, 0b111, 0b1111]
    assert all((before[one] >> other & 1) == (after[other] >> one & 1) for one in range(5) for other in range(5))


def test_only_what_has_a_longer_way_is_a_skip() -> None:
    """The diamond stays, the edge over it goes; dense connections are a chain."""
    assert without_skips(DIAMOND) == [[], [0], [0], [1, 2], [3]]
    assert without_skips([(), (0,), (0, 1), (0, 1, 2)]) == [[], [0], [1], [2]]
