"""A drawing as MNIST's digits are: what a network trained on them expects of handwriting."""

from __future__ import annotations

import numpy as np
from PIL import Image

from convscope.errors import ConvscopeError
from convscope.picture.read import Picture

SIDE, BOX = 28, 20
INK = 32  # from this grey on a pixel is ink, not the soft edge of it


def as_digit(picture_HWC: Picture, *, side: int = SIDE, box: int = BOX) -> Picture:
    """Bring a drawing, light on dark, to MNIST's form, (28, 28, 1).

    Its ink is cut out, brought to 20 pixels along its longer side, and laid so that its centre of mass is the pixel
    (14, 14), as those who made MNIST did (LeCun, Bottou, Bengio and Haffner 1998, section III-A). Without ink it is
    black. ``side`` and ``box`` are 32 and 32 for digits that fill their picture, as scikit-learn's do.

    >>> drawing = np.zeros((100, 60, 1), np.uint8)
    >>> drawing[10:90, 5:15] = 255  # high and thin, at the left
    >>> digit = as_digit(drawing)[..., 0]
    >>> [int(along.sum()) for along in (digit.any(1), digit.any(0))]
    [20, 2]

    Raises `ConvscopeError` for a picture of more than one channel.
    """
    if picture_HWC.shape[2] != 1:
        raise ConvscopeError(f"a drawing of {picture_HWC.shape[2]} channels came", fix="give a grey one")
    grey = picture_HWC[..., 0]
    digit = np.zeros((side, side, 1), np.uint8)
    ink = grey >= INK
    if not ink.any():
        return digit
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    cut = Image.fromarray(grey[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    share = box / max(cut.size)
    boxed = np.asarray(cut.resize((max(1, round(cut.width * share)), max(1, round(cut.height * share))), _SMOOTH))
    top, left = (_start(boxed.sum(axis, dtype=np.int64), side) for axis in (1, 0))
    digit[top : top + boxed.shape[0], left : left + boxed.shape[1], 0] = boxed
    return digit


_SMOOTH = Image.Resampling.BILINEAR  # of Pillow: over all that a pixel covers, where it shrinks


def _start(mass: np.ndarray[tuple[int], np.dtype[np.int64]], side: int) -> int:
    """Say where a line of masses begins, so that its centre comes to the middle and nothing falls out."""
    centre = float((mass * np.arange(len(mass))).sum() / mass.sum())
    return int(min(max(round(side / 2 - centre), 0), side - len(mass)))
