"""Boxes and ways on the sheet, of graphs drawn at random."""

from collections.abc import Callable
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from convscope.draw.graph.geometry import Box, Geometry, Point, geometry
from convscope.draw.graph.svg import curve

Along = Callable[[str], list[Point]]
BREADTH = 100.0


@st.composite
def graphs(draw: st.DrawFn) -> list[tuple[int, ...]]:
    """Up to 16 nodes, each taking from some of those before it."""
    count = draw(st.integers(1, 16))
    near = draw(st.integers(1, 16))
    return [
        tuple(sorted(draw(st.sets(st.integers(max(0, node - near), node - 1), min_size=1, max_size=4)))) if node else ()
        for node in range(count)
    ]


def laid_out(inputs: list[tuple[int, ...]]) -> Geometry:
    return geometry(inputs, [40.0 + 90 * (node % 3) for node in range(len(inputs))], BREADTH)


def inside(point: Point, box: Box) -> bool:
    return box.left + 0.5 < point[0] < box.left + box.width - 0.5 and box.top + 0.5 < point[1] < box.foot - 0.5


@given(inputs=graphs())
def test_boxes_do_not_meet_and_stand_on_the_sheet(inputs: list[tuple[int, ...]]) -> None:
    """Any two are apart, each below those it takes from or in a later column."""
    laid = laid_out(inputs)
    for one, other in combinations(laid.boxes, 2):
        beside = one.left + one.width <= other.left or other.left + other.width <= one.left
        assert beside or one.foot <= other.top or other.foot <= one.top
    for box in laid.boxes:
        assert box.left >= -0.01 and box.left + box.width <= laid.width + 0.01
        assert box.top >= 0 and box.foot <= laid.height + 0.01


@given(inputs=graphs())
def test_every_edge_leads_from_foot_to_head_through_no_box(inputs: list[tuple[int, ...]], along: Along) -> None:
    """All edges and no others, each from the middle of one box to the middle of another, past all boxes."""
    laid = laid_out(inputs)
    assert {(way.source, way.target) for way in laid.edges} == {
        (source, target) for target, sources in enumerate(inputs) for source in sources
    }
    for way in laid.edges:
        start, end = laid.boxes[way.source], laid.boxes[way.target]
        assert way.points[0] == (start.centre, start.foot)
        assert way.points[-1] == (end.centre, end.top)
        for point in along(curve(way.points)):
            assert not any(inside(point, box) for box in laid.boxes)
            assert -0.01 <= point[0] <= laid.width + 0.01


def test_a_long_chain_goes_on_in_columns(along: Along) -> None:
    """Its edges, too, pass no box on the way up."""
    inputs: list[tuple[int, ...]] = [(node - 1,) if node else () for node in range(80)]
    laid = laid_out(inputs)
    assert laid.width > 3 * BREADTH
    assert laid.height < 80 * 60
    for way in laid.edges:
        assert not any(inside(point, box) for point in along(curve(way.points)) for box in laid.boxes)
