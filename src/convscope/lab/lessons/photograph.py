"""The picture that lessons show: what was opened or uploaded, else a photograph that comes with scikit-learn."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

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
