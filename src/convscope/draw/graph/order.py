"""Which node comes before which, and which edges only shorten a path that is there anyway."""

from __future__ import annotations

from collections.abc import Sequence

Inputs = Sequence[Sequence[int]]  # of each node, the places of those it takes from; all before its own


def ranks(inputs: Inputs) -> list[int]:
    """Give each node its row: one below the lowest of its inputs.

    >>> ranks([(), (0,), (1,), (0, 2)])
    [0, 1, 2, 3]
    """
    rows: list[int] = []
    for sources in inputs:
        rows.append(1 + max((rows[source] for source in sources), default=-1))
    return rows


def ancestors(inputs: Inputs) -> list[int]:
    """Give for each node all those before it, as the bits of a number."""
    found: list[int] = []
    for sources in inputs:
        bits = 0
        for source in sources:
            bits |= found[source] | 1 << source
        found.append(bits)
    return found


def descendants(inputs: Inputs) -> list[int]:
    """Give for each node all those behind it, as the bits of a number."""
    found = [0] * len(inputs)
    for node in range(len(inputs) - 1, -1, -1):
        for source in inputs[node]:
            found[source] |= found[node] | 1 << node
    return found


def without_skips(inputs: Inputs) -> list[list[int]]:
    """Leave out the skips: edges from a node to which a longer path leads back, too.

    >>> without_skips([(), (0,), (1,), (0, 2)])
    [[], [0], [1], [2]]
    """
    before = ancestors(inputs)
    return [[one for one in sources if not any(before[other] >> one & 1 for other in sources)] for sources in inputs]
