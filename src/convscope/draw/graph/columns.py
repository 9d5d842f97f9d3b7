"""A tall graph broken into columns, as a newspaper's text is: read down, then on at the top of the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

GUTTER = 56.0
TURN = 12.0  # from a row to where an edge turns into the gutter
ASPECT = 1.3  # breadth over height to aim at
SHORTEST = 1300.0  # what is lower is not broken
LEAST = 0.25  # of a column: less is left neither behind nor over
Span = tuple[float, float]


@dataclass(frozen=True)
class Column:
    """Rows ``first`` to ``last``, moved to the right and down; ``gutter`` is where the edges that lead on here run."""

    first: int
    last: int
    right: float
    down: float
    gutter: float


def waists(rows: Sequence[int], pairs: Sequence[tuple[int, int]]) -> list[int]:
    """Find the rows below which a graph can be broken: all edges that lead on come from one node, in that row.

    >>> waists([0, 1, 2, 3], [(0, 1), (0, 2), (1, 2), (2, 3)])
    [0, 2]
    """
    sources: list[set[int]] = [set() for _ in range(max(rows))]
    for source, target in pairs:
        for row in range(rows[source], rows[target]):
            sources[row].add(source)
    return [row for row, crossing in enumerate(sources) if [rows[source] for source in crossing] == [row]]


def columns(breaks: Sequence[int], tops: Sequence[float], feet: Sequence[float], spans: Sequence[Span]) -> list[Column]:
    """Choose where to break, so that the sheet comes out a little wider than high, and place the columns.

    ``breaks`` are rows below which it may be; ``spans`` says from where to where each row reaches.
    """
    last = len(tops) - 1
    broad = max(right for _, right in spans) - min(left for left, _ in spans) + GUTTER
    tall = max(SHORTEST, feet[last] / max(1, round(sqrt(ASPECT * feet[last] / broad))))
    starts = [0]
    for row, following in pairwise([*breaks, last]):
        start = tops[starts[-1]]
        worth = min(feet[row] - start, feet[last] - tops[row + 1] if row < last else 0.0) > LEAST * tall
        if feet[following] - start > tall and worth:
            starts.append(row + 1)
    placed: list[Column] = []
    right = 0.0
    for first, after in pairwise([*starts, last + 1]):
        left = min(left for left, _ in spans[first:after])
        entry = tops[first] - feet[first - 1] + TURN if first else 0.0
        placed.append(Column(first, after - 1, right - left, entry - tops[first], right - GUTTER / 2))
        right += max(right for _, right in spans[first:after]) - left + GUTTER
    return placed
