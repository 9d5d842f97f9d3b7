"""Boxes and edges with their places on the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from convscope.draw.graph.blocks import centres
from convscope.draw.graph.columns import TURN, Column, Span, columns, waists
from convscope.draw.graph.lanes import lanes
from convscope.draw.graph.order import Inputs, ranks

GAP = 26.0  # between rows, and more where an edge has far to go sideways
SLOPE, MOST = 0.08, 44.0
APART = 26.0  # between boxes of a row
HEAD = 6.0  # an arrow's
Point = tuple[float, float]
Pairs = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Box:
    """A node's rectangle."""

    left: float
    top: float
    width: float
    height: float

    @property
    def centre(self) -> float:
        """Its middle, from the left."""
        return self.left + self.width / 2

    @property
    def foot(self) -> float:
        """Its lower edge."""
        return self.top + self.height


@dataclass(frozen=True)
class Edge:
    """A way from box to box, as points: straight between two of one x, a curve else, a turn between two of one y."""

    source: int
    target: int
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Geometry:
    """All of it; the leftmost thing is at 0, the topmost at 0."""

    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    width: float
    height: float


def geometry(inputs: Inputs, heights: Sequence[float], breadth: float, *, broken: bool = True) -> Geometry:
    """Place boxes of one breadth and the given heights, and lead the edges: from feet to heads, between the rows.

    What is tall is ``broken`` into columns, unless it is to be scrolled.
    """
    rows = ranks(inputs)
    middles = centres(inputs, breadth=breadth, gap=APART)
    ways = lanes(inputs, middles, breadth=breadth)
    pairs = [(source, target) for target, sources in enumerate(inputs) for source in sources]
    tops, feet = _levels(rows, heights, _sideways(pairs, rows, middles, ways))
    spans = _spans(pairs, rows, [(middle - breadth / 2, middle + breadth / 2) for middle in middles], ways)
    parts = columns(waists(rows, pairs) if broken else [], tops, feet, spans)
    home = [part for part in parts for _ in range(part.first, part.last + 1)]
    boxes = tuple(
        Box(middle - breadth / 2 + home[row].right, tops[row] + home[row].down, breadth, height)
        for middle, row, height in zip(middles, rows, heights, strict=True)
    )
    edges = []
    for source, target in pairs:
        row, last = rows[source], rows[target]
        points = [(middles[source], feet[row])]
        if last > row + 1:
            points += [(ways[source], tops[row + 1]), (ways[source], feet[last - 1])]
        points += [(middles[target], tops[last] - HEAD), (middles[target], tops[last])]
        start = (boxes[source].centre, boxes[source].foot)
        led = [start, *_led_on(points[0], home[row], home[last]), *(_moved(point, home[last]) for point in points)]
        edges.append(Edge(source, target, tuple(dict.fromkeys(led))))
    width = parts[-1].right + max(right for _, right in spans[parts[-1].first :])
    turned = 2.5 * TURN if len(parts) > 1 else 0
    return Geometry(boxes, tuple(edges), width, max(feet[part.last] + part.down for part in parts) + turned)


def _moved(point: Point, part: Column) -> Point:
    return point[0] + part.right, point[1] + part.down


def _led_on(point: Point, one: Column, other: Column) -> list[Point]:
    """Lead an edge from the foot of its column through the gutter to the top of the next."""
    if one is other:
        return []
    x, y = _moved(point, one)
    return [(x, y), (x, y + TURN), (other.gutter, y + TURN), (other.gutter, _moved(point, other)[1])]


def _sideways(pairs: Pairs, rows: Sequence[int], middles: Sequence[float], ways: dict[int, float]) -> list[float]:
    """Find how far the widest curve below each row goes sideways."""
    most = [0.0] * (max(rows) + 1)
    for source, target in pairs:
        row, last = rows[source], rows[target] - 1
        x = ways[source] if last > row else middles[target]
        most[row] = max(most[row], abs(x - middles[source]))
        most[last] = max(most[last], abs(x - middles[target]))
    return most


def _levels(
    rows: Sequence[int], heights: Sequence[float], sideways: Sequence[float]
) -> tuple[list[float], list[float]]:
    """Give each row's top and foot."""
    tallest = [0.0] * len(sideways)
    for row, height in zip(rows, heights, strict=True):
        tallest[row] = max(tallest[row], height)
    tops, feet, level = [], [], 0.0
    for height, reach in zip(tallest, sideways, strict=True):
        tops.append(level)
        feet.append(level + height)
        level += height + GAP + min(MOST, SLOPE * reach)
    return tops, feet


def _spans(pairs: Pairs, rows: Sequence[int], boxes: Sequence[Span], ways: dict[int, float]) -> list[Span]:
    """Find from where to where each row's boxes, and the lanes that pass it, reach."""
    places: list[list[float]] = [[] for _ in range(max(rows) + 1)]
    for row, span in zip(rows, boxes, strict=True):
        places[row] += span
    for source, target in pairs:
        for row in range(rows[source] + 1, rows[target]):
            places[row].append(ways[source])
    return [(min(row), max(row)) for row in places]
