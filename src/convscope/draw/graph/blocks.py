"""How far right each node stands: branches side by side, what they leave and meet in centred above and below them.

Skips are left out of the drawing first. What remains is taken apart: a node that lies on every path is a waist; what
lies between two waists falls into strands with no edge between them, which stand side by side, each taken apart in
turn. Strands that cannot be taken apart are set row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from convscope.draw.graph.order import Inputs, ancestors, descendants, ranks, without_skips
from convscope.draw.graph.rows import row_by_row

Centres = dict[int, float]


def centres(inputs: Inputs, *, breadth: float, gap: float) -> list[float]:
    """Find the centre of every node's box, boxes being ``breadth`` wide and at least ``gap`` apart.

    >>> centres([(), (0,), (0,), (1, 2)], breadth=10, gap=2)
    [0.0, -6.0, 6.0, 0.0]
    """
    found = _Blocks(inputs, breadth + gap).centred(range(len(inputs)))[0]
    return [found[node] for node in range(len(inputs))]


class _Blocks:
    """Takes a graph apart; a block is its nodes' centres around 0, and its breadth."""

    def __init__(self, inputs: Inputs, step: float) -> None:
        self.step = step
        self.rows = ranks(inputs)
        self.kept = without_skips(inputs)
        self.before = ancestors(inputs)
        self.after = descendants(inputs)

    def centred(self, nodes: Sequence[int]) -> tuple[Centres, float]:
        """Lay out some of the nodes."""
        strands = self._strands(nodes)
        if len(strands) > 1:
            return self._side_by_side(strands)
        waists = self._waists(nodes)
        if not waists:
            return row_by_row(nodes, self.rows, self.kept, self.step)
        found, broadest = dict.fromkeys(waists, 0.0), self.step
        for is_waist, between in groupby(nodes, key=lambda node: node in found):
            if not is_waist:
                inner, breadth = self.centred(list(between))
                found |= inner
                broadest = max(broadest, breadth)
        return found, broadest

    def _side_by_side(self, strands: list[list[int]]) -> tuple[Centres, float]:
        blocks = [self.centred(strand) for strand in strands]
        whole = sum(breadth for _, breadth in blocks)
        found, left = Centres(), -whole / 2
        for inner, breadth in blocks:
            found |= {node: centre + left + breadth / 2 for node, centre in inner.items()}
            left += breadth
        return found, whole

    def _strands(self, nodes: Sequence[int]) -> list[list[int]]:
        """Gather nodes that edges join, in whichever direction; strands in the order of their first nodes."""
        home = {node: node for node in nodes}

        def root(node: int) -> int:
            while home[node] != node:
                home[node] = home[home[node]]
                node = home[node]
            return node

        for node in nodes:
            for source in self.kept[node]:
                if source in home:
                    one, other = sorted((root(node), root(source)))
                    home[other] = one
        strands: dict[int, list[int]] = {}
        for node in nodes:
            strands.setdefault(root(node), []).append(node)
        return [strands[first] for first in sorted(strands)]

    def _waists(self, nodes: Sequence[int]) -> list[int]:
        """Find the nodes that come before or after every other one."""
        inside = sum(1 << node for node in nodes)
        around = (self.before[node] | self.after[node] for node in nodes)
        return [node for node, met in zip(nodes, around, strict=True) if (met & inside).bit_count() == len(nodes) - 1]
