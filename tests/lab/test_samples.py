"""What comes with scikit-learn."""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits, load_sample_image

from convscope.lab import samples
from convscope.lab.digit import digit
from convscope.lab.lessons.photograph import photograph


@pytest.fixture(params=[True, False], ids=["its files", "itself"])
def found(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read its files, or find none and ask it."""
    if not request.param:
        monkeypatch.setattr(samples, "_folder", Path)
    for one in (samples.china, samples.digits):
        one.cache_clear()
    yield
    for one in (samples.china, samples.digits):
        one.cache_clear()


@pytest.mark.usefixtures("found")
def test_it_is_scikit_learns() -> None:
    """To the last pixel."""
    images, labels = samples.digits()
    loaded = load_digits()
    assert np.array_equal(images, loaded.images) and np.array_equal(labels, loaded.target)
    assert np.array_equal(samples.china(), load_sample_image("china.jpg"))


def test_a_page_is_given_without_importing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The digit that every page carries, and the photograph."""
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    for one in (samples.china, samples.digits):
        one.cache_clear()
    assert digit()["side"] == 8 and photograph().shape == (427, 640, 3)
