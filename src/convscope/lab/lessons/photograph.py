"""The picture that lessons show: what was opened or uploaded, else a photograph that comes with scikit-learn."""

from __future__ import annotations

import base64
import io
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from convscope.picture import Picture, read

if TYPE_CHECKING:
    from convscope.lab.opened import Opened


@cache
def photograph() -> Picture:
    """Give ``china.jpg``, uint8 (427, 640, 3).

    >>> photograph().shape
    (427, 640, 3)
    """
    from sklearn.datasets import load_sample_image

    return np.asarray(load_sample_image("china.jpg"))


def shown(opened: Opened, name: str) -> Picture:
    """Give the upload of that hash, else what the command line opened, else the photograph. Raises `shelf.Gone`."""
    if name:
        return opened.pictures.get(name)
    found = None if opened.picture is None else read(opened.picture)
    return photograph() if found is None or found.shape[2] not in (1, 3) else found


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
