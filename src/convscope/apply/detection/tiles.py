"""A picture cut into tiles that overlap, and what was found on them put together.

An object that a tile's border cuts is seen whole by the neighbour, as far as it is smaller than the overlap: what
touches the border is the neighbour's to find. What two tiles found both is taken once, the surer one (non-maximum
suppression across the seams). Where there is one tile nothing is taken away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from torchvision.ops import box_iou

from convscope.training.detection.scores import FoundBoxes

NEAR = (2.0, 0.1)  # a box touches a border that is nearer than so many pixels and this share of its side
SAME = 0.5  # intersection over union from which on two tiles have found one object


@dataclass(frozen=True)
class Tile:
    """A part of a picture, in its pixels."""

    left: int
    top: int
    right: int
    bottom: int


def cut(height: int, width: int, *, side: int, overlap: int) -> list[Tile]:
    """Cut a picture into tiles of ``side`` pixels, or fewer where it is smaller, that overlap by at least ``overlap``.

    >>> cut(100, 250, side=100, overlap=20)
    [Tile(left=0, top=0, right=100, bottom=100), Tile(left=75, top=0, right=175, bottom=100), \
Tile(left=150, top=0, right=250, bottom=100)]
    """
    return [
        Tile(left, top, min(left + side, width), min(top + side, height))
        for top in _starts(height, side, overlap)
        for left in _starts(width, side, overlap)
    ]


def _starts(length: int, side: int, overlap: int) -> list[int]:
    """Place tiles evenly from the first pixel to the last."""
    if length <= side:
        return [0]
    count = -(-(length - overlap) // (side - overlap))
    return [round(number * (length - side) / (count - 1)) for number in range(count)]


def joined(tiles: Sequence[Tile], found: Sequence[FoundBoxes], *, size: tuple[int, int], overlap: int) -> FoundBoxes:
    """Put together what was found on each tile, in the tile's pixels; ``size`` is the picture's height and width."""
    if len(tiles) == 1:
        return found[0]
    placed: list[FoundBoxes] = []
    for tile, one in zip(tiles, found, strict=True):
        edges = one.edges + np.array([tile.left, tile.top, tile.left, tile.top])
        kept = ~_cut_off(edges, tile, size, overlap)
        placed.append(replace(one, edges=edges).at(kept))
    sources = np.repeat(np.arange(len(placed)), [len(one.scores) for one in placed])
    every = FoundBoxes.joined(placed)
    return every.at(_suppressed(every, sources))


def _cut_off(edges: npt.NDArray[np.float64], tile: Tile, size: tuple[int, int], overlap: int) -> npt.NDArray[np.bool_]:
    """Say which boxes touch a border of the tile within the picture, and are small enough to be whole next to it."""
    height, width = size
    gone = np.zeros(len(edges), dtype=bool)
    for low, high, begin, end, last in (
        (edges[:, 0], edges[:, 2], tile.left, tile.right, width),
        (edges[:, 1], edges[:, 3], tile.top, tile.bottom, height),
    ):
        length = high - low
        near = NEAR[0] + NEAR[1] * length
        touches = np.zeros(len(edges), dtype=bool)
        if begin > 0:
            touches |= low - begin < near
        if end < last:
            touches |= end - high < near
        gone |= touches & (length + 2 * near <= overlap)
    return gone


def _suppressed(found: FoundBoxes, sources: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Choose boxes, the surest first; one goes where a surer one of its class, from another tile, is the same."""
    left = np.argsort(-found.scores, kind="stable")
    chosen: list[int] = []
    while len(left):
        best, left = int(left[0]), left[1:]
        chosen.append(best)
        same = (found.classes[left] == found.classes[best]) & (sources[left] != sources[best])
        over_union = box_iou(torch.from_numpy(found.edges[best : best + 1]), torch.from_numpy(found.edges[left]))
        left = left[~(same & (over_union[0].numpy() >= SAME))]
    return np.array(chosen, dtype=np.int64)
