"""A picture in an answer to a page: made coarser, and written as an address that holds it."""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image

from convscope.picture import Picture


def coarser(picture_HWC: Picture, most: int) -> Picture:
    """Take every second pixel, or every third, …, so that the longer side has at most so many.

    >>> coarser(np.zeros((427, 640, 3), np.uint8), 320).shape
    (214, 320, 3)
    """
    step = -(-max(picture_HWC.shape[:2]) // most)
    return picture_HWC[::step, ::step]


def png(picture_HWC: Picture) -> str:
    """Write a picture of one or three bands as an address that holds it."""
    kept = io.BytesIO()
    plain = picture_HWC[..., 0] if picture_HWC.shape[2] == 1 else picture_HWC
    Image.fromarray(np.ascontiguousarray(plain)).save(kept, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(kept.getvalue()).decode("ascii")
