"""Wrong answers, by file."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from convscope.data import ArrayPictures, Dataset, FilePictures
from convscope.errors import ConvscopeError
from convscope.look import mistakes, most_wrong
from convscope.runs import Run

ANSWERS: Any = SimpleNamespace(predictions=lambda: (np.array([[2, 0], [0, 1], [0, 3]], np.float32), np.arange(1, 4)))


def test_they_are_the_wrong_ones_with_their_files_worst_first() -> None:
    """Worked by hand: of two cats taken for dogs the surer one first; a cat taken for one is none."""
    paths = tuple(Path(f"{name}.png") for name in "abcd")
    data = Dataset("few", FilePictures(paths), np.zeros(4, np.int64), ("cat", "dog"), np.arange(1, 4))
    first, second = mistakes(ANSWERS, data)
    assert (first.path, first.label, first.answer, first.index) == (Path("d.png"), "cat", "dog", 3)
    assert first.share == pytest.approx(1 / (1 + np.exp(-3))) and first.label_share == pytest.approx(1 - first.share)
    assert second.path == Path("c.png") and len(mistakes(ANSWERS, data, count=1)) == 1


def test_they_are_those_that_are_shown(run: Run, digits: Dataset) -> None:
    """In the order of the picture; pictures that are no files have no path."""
    captions = most_wrong(run, digits, count=5).captions
    found = mistakes(run, digits, count=5)
    assert [f"{one.label}, said {one.answer} ({one.share:.0%})" for one in found] == list(captions)
    assert all(one.path is None for one in found)


def test_several_labels_are_told() -> None:
    """With where to look."""
    data = Dataset(
        "few", ArrayPictures(np.zeros((4, 1, 1, 1), np.uint8)), np.ones((4, 2), np.int64), ("a", "b"), np.arange(1, 4)
    )
    with pytest.raises(ConvscopeError, match="several labels"):
        mistakes(ANSWERS, data)
