"""The pairs confused most."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from convscope.data import ArrayPictures, Dataset
from convscope.look import Confused, confused, confusion
from convscope.runs import Run


def test_by_hand() -> None:
    """Two cats of three as dogs, a dog as a cat; what is right is no pair."""
    answers = np.eye(3, dtype=np.float32)[[1, 1, 0, 0, 2]]
    run: Any = SimpleNamespace(predictions=lambda: (answers, np.arange(5)))
    pictures = ArrayPictures(np.zeros((5, 2, 2, 1), np.uint8))
    data = Dataset("these", pictures, np.array([0, 0, 0, 1, 2]), ("cat", "dog", "bird"), np.arange(5))
    assert confused(run, data) == (Confused("cat", "dog", 2, 3), Confused("dog", "cat", 1, 1))
    assert confused(run, data, count=1) == (Confused("cat", "dog", 2, 3),)


def test_they_are_the_matrixs_greatest_off_its_diagonal(run: Run, digits: Dataset) -> None:
    """All of them add up to the wrong ones."""
    matrix = confusion(run, digits).array[0].astype(int)
    np.fill_diagonal(matrix, 0)
    pairs = confused(run, digits, count=90)
    assert sum(pair.count for pair in pairs) == matrix.sum()
    if pairs:
        assert pairs[0].count == matrix.max() == matrix[int(pairs[0].true), int(pairs[0].answer)]
