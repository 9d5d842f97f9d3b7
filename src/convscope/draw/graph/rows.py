"""Where nodes stand in a tangle that falls into no strands: row by row, each near those it is joined to."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.draw.graph.order import Inputs

SWEEPS = 4


def row_by_row(
    nodes: Sequence[int], rows: Sequence[int], inputs: Inputs, step: float
) -> tuple[dict[int, float], float]:
    """Give nodes' centres around 0, those of one row at least ``step`` apart, and the breadth of it all.

    Nodes are drawn to the middle of those they take from, then of those that take from them, and so on by turns.
    """
    above = {node: [source for source in inputs[node] if source in set(nodes)] for node in nodes}
    below: dict[int, list[int]] = {node: [] for node in nodes}
    for node, sources in above.items():
        for source in sources:
            below[source].append(node)
    members: dict[int, list[int]] = {}
    for node in nodes:
        members.setdefault(rows[node], []).append(node)
    centre = {node: step * (place - (len(row) - 1) / 2) for row in members.values() for place, node in enumerate(row)}
    for sweep in range(SWEEPS):
        near = above if sweep % 2 == 0 else below
        for row in sorted(members, reverse=sweep % 2 == 1):
            wanted = {node: _middle([centre[one] for one in near[node]], centre[node]) for node in members[row]}
            order = sorted(members[row], key=lambda node: wanted[node])
            centre.update(zip(order, _apart([wanted[node] for node in order], step), strict=True))
    left, right = min(centre.values()), max(centre.values())
    return {node: place - (left + right) / 2 for node, place in centre.items()}, right - left + step


def _middle(places: list[float], otherwise: float) -> float:
    return sum(places) / len(places) if places else otherwise


def _apart(wanted: list[float], step: float) -> list[float]:
    """Move rising places as little as makes them ``step`` apart, keeping their mean.

    >>> _apart([0.0, 0.0], 2.0)
    [-1.0, 1.0]
    """
    places: list[float] = []
    for place in wanted:
        places.append(max(place, places[-1] + step) if places else place)
    pushed = (sum(places) - sum(wanted)) / len(wanted)
    return [place - pushed for place in places]
