"""A short name for data as a training reads them."""

from dataclasses import replace

import numpy as np
import pytest

from convscope.data import Dataset
from convscope.picture import InputContract
from convscope.training import fingerprint as module
from convscope.training.fingerprint import fingerprint

CONTRACT = InputContract(1, 8, 8)


def test_the_same_data_have_the_same_name(small: Dataset) -> None:
    """Again, and from a copy."""
    fitted = small.fitted(CONTRACT)
    assert fingerprint(small, small.split(0), fitted) == fingerprint(small, small.split(0), fitted.copy())


def test_whatever_changes_changes_it(small: Dataset) -> None:
    """A label, a pixel, the split, the name of a class."""
    fitted = small.fitted(CONTRACT)
    label, pixel = small.labels.copy(), fitted.copy()
    label[17] = (label[17] + 1) % 10
    pixel[399, 7, 7, 0] ^= 1
    names = {
        fingerprint(small, small.split(0), fitted),
        fingerprint(small, small.split(1), fitted),
        fingerprint(small, small.split(0), pixel),
        fingerprint(replace(small, labels=label), small.split(0), fitted),
        fingerprint(replace(small, classes=("zero", *small.classes[1:])), small.split(0), fitted),
    }
    assert len(names) == 5


def test_of_many_pixels_some_are_looked_at(small: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first and the last picture among them; the name depends on no order of reading."""
    monkeypatch.setattr(module, "MOST_BYTES", 64 * 5)
    fitted = small.fitted(CONTRACT)
    before = fingerprint(small, small.split(0), fitted)
    for row, seen in ((0, True), (399, True), (1, False)):
        changed = np.array(fitted)
        changed[row] ^= 1
        assert (fingerprint(small, small.split(0), changed) != before) is seen
