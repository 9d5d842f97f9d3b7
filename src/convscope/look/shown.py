"""How a picture is shown under what was found on it: in colours, dimmed, outlined."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Tile = npt.NDArray[np.float64]  # (height, width, 3), 0 … 1
Span = tuple[int, int]  # first and last, both included
OUTLINE = (0.12, 0.45, 0.85)


def in_colour(picture_HWC: npt.NDArray[np.uint8]) -> Tile:
    """Show a picture of any channels: three are red, green and blue; of others the first is shown in grey.

    >>> in_colour(np.full((1, 1, 6), 51, np.uint8)).tolist()
    [[[0.2, 0.2, 0.2]]]
    """
    shown = picture_HWC if picture_HWC.shape[2] == 3 else picture_HWC[..., :1].repeat(3, axis=2)
    return np.asarray(shown / 255.0)


def outlined(tile: Tile, box: tuple[Span, Span], *, scale: int | None = None) -> Tile:
    """Enlarge a picture by a whole factor and draw a box of its pixels on it, as far as it lies inside."""
    scale = scale or max(1, 256 // max(tile.shape[:2]))
    large = tile.repeat(scale, axis=0).repeat(scale, axis=1)
    line = max(1, max(large.shape[:2]) // 96)
    (top, bottom), (left, right) = (
        (max(first, 0) * scale, (min(last, length - 1) + 1) * scale)
        for (first, last), length in zip(box, tile.shape, strict=False)
    )
    if bottom <= top or right <= left:
        return large
    bands: tuple[Any, ...] = (
        np.s_[top : top + line, left:right],
        np.s_[bottom - line : bottom, left:right],
        np.s_[top:bottom, left : left + line],
        np.s_[top:bottom, right - line : right],
    )
    for band in bands:
        large[band] = OUTLINE
    return large
