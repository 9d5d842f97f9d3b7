"""Lanes past the boxes."""

from itertools import combinations

from convscope.draw.graph.lanes import CLEAR, lanes
from convscope.draw.graph.order import ranks


def chain(length: int, *skips: tuple[int, int]) -> list[tuple[int, ...]]:
    inputs: list[tuple[int, ...]] = [(node - 1,) if node else () for node in range(length)]
    for source, target in skips:
        inputs[target] = (source, *inputs[target])
    return inputs


def test_skips_within_skips_lie_nearer() -> None:
    """As in a U-Net: the shortest nearest to the boxes, all on one side."""
    found = lanes(chain(8, (0, 7), (1, 6), (2, 5)), [0.0] * 8, breadth=100)
    assert found == {2: 50 + CLEAR, 1: 50 + 2 * CLEAR, 0: 50 + 3 * CLEAR}


def test_skips_one_after_the_other_share_an_x() -> None:
    """Their rows do not meet."""
    assert set(lanes(chain(7, (0, 2), (2, 4), (4, 6)), [0.0] * 7, breadth=20).values()) == {10 + CLEAR}


def test_one_lane_serves_all_that_take_from_a_node() -> None:
    """Dense connections: a lane a node, no two near each other where they pass the same rows."""
    inputs = [tuple(range(node)) for node in range(9)]
    rows, found = ranks(inputs), lanes(inputs, [0.0] * 9, breadth=20)
    assert sorted(found) == list(range(7))
    assert all(rows[one] != rows[other] for one, other in combinations(range(9), 2))
    assert all(abs(one - other) >= CLEAR for one, other in combinations(found.values(), 2))
    assert all(abs(x) >= 10 + CLEAR for x in found.values())


def test_a_branch_that_ends_early_goes_on_straight() -> None:
    """Below its own box there is nothing in the way."""
    inputs = [(), (0,), (0,), (2,), (1, 3)]
    assert lanes(inputs, [0.0, -12.0, 12.0, 12.0, 0.0], breadth=20) == {1: -12.0}


def test_an_edge_to_the_next_row_needs_none() -> None:
    """It stays between the rows."""
    assert lanes(chain(3), [0.0] * 3, breadth=20) == {}
