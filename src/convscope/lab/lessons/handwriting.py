"""The numbers of claims 1 and 27: how the packaged LeNet-5 does on MNIST, and on other people's digits."""

from __future__ import annotations

from functools import cache

import numpy as np

from convscope.lab.samples import digits
from convscope.loading import load
from convscope.models.trained import card_of
from convscope.picture.handwritten import as_digit

LENET = "lenet5:mnist"
TIMES = 16  # by which 8 × 8 is enlarged before its ink is cut out


def digits_learnt() -> int:
    """Count the pictures that the packaged LeNet-5 was trained on.

    >>> digits_learnt() > 50_000
    True
    """
    return card_of(LENET).pictures["train"]


def digits_tested() -> int:
    """Count MNIST's test pictures."""
    return card_of(LENET).pictures["test"]


def digits_right() -> int:
    """Count those of them that it names rightly, as its card has it."""
    return round(card_of(LENET).accuracy * digits_tested())


def others_asked() -> int:
    """Count scikit-learn's digits (UCI ML, Alpaydin and Kaynak 1998)."""
    return _others()[0]


def others_right() -> int:
    """Count those of them that it names rightly, brought to MNIST's form."""
    return _others()[1]


@cache
def _others() -> tuple[int, int]:
    from PIL import Image

    (images, labels), model = digits(), load(LENET)
    side = 8 * TIMES
    grey = np.round(images * (255 / 16)).astype(np.uint8)
    smooth = Image.Resampling.BICUBIC
    large = [np.asarray(Image.fromarray(one).resize((side, side), smooth)) for one in grey]
    pictures = np.stack([model.fit(as_digit(one[..., None])) for one in large])
    return len(pictures), int((model.scores(pictures).argmax(1) == labels).sum())
