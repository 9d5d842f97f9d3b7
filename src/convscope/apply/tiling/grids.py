"""Where tiles may begin: on which grid of pixels every map of a network stands, along one axis."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from convscope.apply.tiling.following import Axis
from convscope.apply.tiling.reading import Span
from convscope.apply.tiling.words import CannotTile
from convscope.network import Network
from convscope.network.description import NETWORK_INPUT


def grids(network: Network, axis: Axis) -> dict[int, Fraction]:
    """Say of each layer on the way how many pixels lie between two places of its map (`NETWORK_INPUT`: 1).

    Raises `CannotTile` where branches meet that stand on different grids.
    """
    apart: dict[int, Fraction] = {NETWORK_INPUT: Fraction(1)}
    for link in sorted(axis.links, key=lambda link: link.layer):
        if link.source not in apart:
            continue  # made of no pixel
        grid = link.step.grid()
        here = None if grid is None else apart[link.source] * grid
        if here is None or apart.setdefault(link.layer, here) != here:
            raise CannotTile("grids", network.layers[link.layer])
    return apart


def stride(apart: dict[int, Fraction]) -> int:
    """Least number of pixels by which every map moves by whole places: where a tile begins must divide by it.

    >>> stride({0: Fraction(1), 1: Fraction(8), 2: Fraction(1, 2), 3: Fraction(3, 2)})
    24
    """
    return lcm(*(grid.numerator for grid in apart.values()))


def needed(axis: Axis, outputs: Span) -> Span:
    """Say which pixels, first and last, an exact answer at places ``outputs`` needs.

    Where any map on the way is needed up to its end, so are the pixels: what the network pads with there must be what
    it pads the whole picture with.
    """
    spans: dict[int, Span] = {axis.answer: outputs}
    first = last = False
    for link in axis.links:  # a layer's readers come before it
        low, high = link.step.read(spans[link.layer]) or (0, link.step.inputs - 1)
        first, last = first or low <= 0, last or high >= link.step.inputs - 1
        low, high = max(low, 0), min(high, link.step.inputs - 1)
        if link.source in spans:
            low, high = min(low, spans[link.source][0]), max(high, spans[link.source][1])
        spans[link.source] = low, high
    low, high = spans.get(NETWORK_INPUT, outputs)
    return 0 if first else low, axis.pixels - 1 if last else high
