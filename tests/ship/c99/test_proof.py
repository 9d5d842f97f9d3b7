"""The program that goes along."""

import numpy as np

from convscope.ship.c99.proof import MOST_BYTES, chosen


def test_as_many_pictures_as_fit() -> None:
    """Sixteen small ones; of large ones two, and never none."""
    assert len(chosen(np.zeros((64, 32, 32, 1), np.uint8))) == 16
    assert len(chosen(np.zeros((64, 224, 224, 3), np.uint8))) == MOST_BYTES // (224 * 224 * 3)
    assert len(chosen(np.zeros((2, 640, 640, 3), np.uint8))) == 1
