"""The real digit that the page carries."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image

from convscope.lab.samples import digits
from convscope.picture import Picture
from convscope.picture.handwritten import as_digit

NUMBER = 3  # in scikit-learn's order, a three


def digit(number: int = NUMBER) -> dict[str, Any]:
    """Give an 8 × 8 digit of scikit-learn's set (UCI ML, Alpaydin and Kaynak 1998), row by row, values 0 … 1.

    >>> shown = digit()
    >>> shown["side"], max(shown["values"])
    (8, 0.9375)
    """
    values = digits()[0][number] / 16
    return {"side": 8, "values": [round(float(value), 4) for value in values.reshape(-1)]}


def as_picture(number: int = NUMBER) -> Picture:
    """Give the same digit as MNIST would have it: white on black, 20 pixels of 28, its centre of mass in the middle.

    >>> as_picture().shape
    (28, 28, 1)
    """
    shown = digit(number)
    values = np.reshape(shown["values"], (shown["side"], shown["side"]))
    large = Image.fromarray(np.round(values * 255).astype(np.uint8)).resize((140, 140), Image.Resampling.BICUBIC)
    return as_digit(np.asarray(large)[..., None], side=28, box=20)
