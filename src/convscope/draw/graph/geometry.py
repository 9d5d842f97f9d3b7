"""Boxes and edges with their places on the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from convscope.draw.graph.blocks import centres
from convscope.draw.graph.lanes import lanes
from convscope.draw.graph.order import Inputs, ranks

GAP = 26.0  # between rows, and more where an edge has far to go sideways
SLOPE, MOST = 0.08, 44.0
APART = 26.0  # between boxes of a row
HEAD = 6.0  # an arrow's
Point = tuple[float, float]


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
    """A way from box to box: its points are joined by straight lines where one is above the other, else by curves."""

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


def geometry(inputs: Inputs, heights: Sequence[float], breadth: float) -> Geometry:
    """Place boxes of one breadth and the given heights, and lead the edges: from feet to heads, between the rows."""
    rows = ranks(inputs)
    middles = centres(inputs, breadth=breadth, gap=APART)
    ways = lanes(inputs, middles, breadth=breadth)
    left = min([middle - breadth / 2 for middle in middles] + list(ways.values()))
    right = max([middle + breadth / 2 for middle in middles] + list(ways.values()))
    pairs = [(source, target) for target, sources in enumerate(inputs) for source in sources]
    tops, feet = _levels(rows, heights, _sideways(pairs, rows, middles, ways))
    boxes = tuple(
        Box(middle - breadth / 2 - left, tops[row], breadth, height)
        for middle, row, height in zip(middles, rows, heights, strict=True)
    )
    edges = []
    for source, target in pairs:
        start, end = boxes[source], boxes[target]
        row, last = rows[source], rows[target]
        points = [(start.centre, start.foot), (start.centre, feet[row])]
        if last > row + 1:
            x = ways[source] - left
            points += [(x, tops[row + 1]), (x, feet[last - 1])]
        points += [(end.centre, end.top - HEAD), (end.centre, end.top)]
        edges.append(Edge(source, target, tuple(dict.fromkeys(points))))
    return Geometry(boxes, tuple(edges), right - left, feet[-1])


def _sideways(
    pairs: Sequence[tuple[int, int]], rows: Sequence[int], middles: Sequence[float], ways: dict[int, float]
) -> list[float]:
    """Find how far the widest curve below each row goes sideways."""
    most = [0.0] * (max(rows) + 1)
    for source, target in pairs:
        row, last = rows[source], rows[target] - 1
        x = ways[source] if last > row else middles[target]
        most[row] = max(most[row], abs(x - middles[source]))
        most[last] = max(most[last], abs(x - middles[target]))
    return most


def _levels(rows: Sequence[int], heights: Sequence[float], sideways: Sequence[float]) -> tuple[list[float], list[float]]:
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
