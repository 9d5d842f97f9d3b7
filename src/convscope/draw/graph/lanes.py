"""Lanes for edges that pass rows: a free x from the row below their start to the row above their end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from convscope.draw.graph.order import Inputs, ranks

CLEAR = 8.0  # from a lane to a box or another lane
BEND = 40.0  # what a way may be longer if it has one bend less
Interval = tuple[float, float]


class _Trunk(NamedTuple):
    """What leaves one node for rows further down: one lane, however many nodes it leads to."""

    source: int
    targets: tuple[int, ...]
    first: int  # rows that it passes
    last: int


def lanes(inputs: Inputs, centres: Sequence[float], *, breadth: float) -> dict[int, float]:
    """Find for each node that skips start from the x of its lane, which no box and no other lane comes near.

    The shortest are led first, nearest to the boxes, so that those within others do not cross them; on the right,
    unless the way on the left is shorter by a box.

    >>> lanes([(), (0,), (0, 1)], [0.0, 0.0, 0.0], breadth=20)
    {0: 18.0}
    """
    rows = ranks(inputs)
    boxes: dict[int, list[Interval]] = {}
    for row, centre in zip(rows, centres, strict=True):
        boxes.setdefault(row, []).append((centre - breadth / 2 - CLEAR, centre + breadth / 2 + CLEAR))
    found: dict[int, float] = {}
    taken: list[tuple[_Trunk, float]] = []
    for trunk in sorted(_trunks(inputs, rows), key=lambda one: one.last - one.first):
        passed = range(trunk.first, trunk.last + 1)
        blocked = {interval for row in passed for interval in boxes.get(row, ())}
        blocked |= {
            (x - CLEAR, x + CLEAR) for other, x in taken if other.first <= trunk.last and trunk.first <= other.last
        }
        ends = [centres[trunk.source], *(centres[target] for target in trunk.targets)]
        found[trunk.source] = _nearest_free(ends, blocked, leftwards=breadth)
        taken.append((trunk, found[trunk.source]))
    return found


def _trunks(inputs: Inputs, rows: Sequence[int]) -> list[_Trunk]:
    far: dict[int, list[int]] = {}
    for node, sources in enumerate(inputs):
        for source in sources:
            if rows[node] > rows[source] + 1:
                far.setdefault(source, []).append(node)
    return [
        _Trunk(source, tuple(targets), rows[source] + 1, max(rows[target] for target in targets) - 1)
        for source, targets in far.items()
    ]


def _nearest_free(ends: list[float], blocked: Iterable[Interval], *, leftwards: float) -> float:
    """Choose the x outside all intervals with the least way to all ends, what is left of them all costing more."""
    merged: list[Interval] = []
    for left, right in sorted(blocked):
        if merged and left < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    edges = [edge for interval in merged for edge in interval]
    free = [x for x in (*ends, *edges) if not any(left < x < right for left, right in merged)]

    def way(x: float) -> float:
        bends = 0 if x == ends[0] else BEND / 2 if x in ends else BEND
        return bends + sum(abs(x - end) for end in ends) + (leftwards if x < min(ends) else 0)

    return min(free, key=lambda x: (round(way(x), 3), -x))
