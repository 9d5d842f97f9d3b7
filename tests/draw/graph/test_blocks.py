"""How far right nodes stand."""

from convscope.draw.graph.blocks import centres


def test_a_chain_stands_straight_whatever_skips_over_it() -> None:
    """All at 0."""
    assert centres([(), (0,), (0, 1), (0, 1, 2)], breadth=10, gap=2) == [0.0] * 4


def test_branches_keep_their_columns() -> None:
    """Strands of different lengths stand side by side, each straight, between what they leave and meet in."""
    fork = [(), (0,), (0,), (2,), (0,), (1, 3, 4)]
    assert centres(fork, breadth=10, gap=2) == [0.0, -12.0, 0.0, 0.0, 12.0, 0.0]


def test_a_fork_within_a_branch_is_centred_on_it() -> None:
    """Room is made for the inner branches."""
    left, first, second, met, right = centres([(), (0,), (1,), (1,), (2, 3), (0,), (4, 5)], breadth=10, gap=2)[1:6]
    assert (left, met) == (-6.0, -6.0)
    assert (first, second, right) == (-12.0, 0.0, 12.0)


def test_without_edges_nodes_stand_side_by_side() -> None:
    """Nothing joins them, so nothing is above anything."""
    assert centres([(), (), ()], breadth=10, gap=0) == [-10.0, 0.0, 10.0]
