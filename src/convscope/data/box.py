"""Boxes around objects: of one picture as the data say them, and of all pictures of a data set."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import numpy as np
import numpy.typing as npt

from convscope.errors import BrokenData

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Box:
    """One object: its class, and left, top, right, bottom in pixels, or ``relative``, in shares of the picture.

    A ``crowd`` is many objects in one box: no network learns from it, and none is wrong within it. ``where`` says in
    which file and line it stands.
    """

    label: str
    edges: tuple[float, float, float, float]
    where: str
    crowd: bool = False
    relative: bool = False


@dataclass(frozen=True)
class Boxes:
    """Those of all pictures: ``edges`` (K, 4) in pixels, ``classes`` (K,), ``crowd`` (K,), ``pictures`` (K,) in order.

    ``sizes`` (N, 2) are the pictures' heights and widths.
    """

    edges: Numbers
    classes: npt.NDArray[np.int64]
    crowd: npt.NDArray[np.bool_]
    pictures: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]

    def rows_of(self, picture: int) -> slice:
        """Say which rows belong to a picture."""
        first, end = np.searchsorted(self.pictures, [picture, picture + 1])
        return slice(int(first), int(end))


def within(box: Box, height: int, width: int) -> tuple[tuple[float, float, float, float] | None, bool]:
    """Give a box's edges on a picture in pixels, None where nothing of it has a width and a height; and whether it
    reached beyond.

    Raises `BrokenData` for what is no number, ends before it begins, or lies beside the picture.

    >>> within(Box("cat", (-5, 10, 20, 30), "a.json"), 100, 100)
    ((0.0, 10.0, 20.0, 30.0), True)
    """
    edges = tuple(map(float, box.edges))
    if not all(isfinite(edge) for edge in edges):
        raise BrokenData(f"{box.where} has a side that is not a number", fix="mend it, or leave the box out")
    if box.relative:
        edges = tuple(edge * side for edge, side in zip(edges, (width, height) * 2, strict=True))
    left, top, right, bottom = edges
    if right < left or bottom < top:
        raise BrokenData(
            f"{box.where} is {right - left:g} wide and {bottom - top:g} high", fix="mend it, or leave the box out"
        )
    if left == right or top == bottom:
        return None, False
    if right <= 0 or bottom <= 0 or left >= width or top >= height:
        raise BrokenData(
            f"{box.where} lies beside its picture of {height} × {width}: {left:g} … {right:g} across, {top:g} … "
            f"{bottom:g} down",
            fix="are they pixels of this picture? mend it, or leave the box out",
        )
    cut = max(left, 0.0), max(top, 0.0), min(right, float(width)), min(bottom, float(height))
    slack = 1e-3 * max(height, width)  # of shares written with few digits
    beyond = max(-left, -top, right - width, bottom - height) > (slack if box.relative else 0.5)
    return cut, beyond
