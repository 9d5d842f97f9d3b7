"""A small data set, so that a training takes a fraction of a second."""

import numpy as np
import pytest

from convscope.data import ArrayPictures, Dataset, load_dataset


@pytest.fixture(scope="session")
def small() -> Dataset:
    """The first 400 digits, the last 100 of which are the test set."""
    digits = load_dataset("digits")
    pictures = np.stack([digits.pictures[index] for index in range(400)])
    return Dataset("digits", ArrayPictures(pictures), digits.labels[:400], digits.classes, np.arange(300, 400))
