"""What one run got right and another wrong."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from convscope.data import ArrayPictures, Dataset
from convscope.errors import ConvscopeError
from convscope.look import disagreements


def answered(name: str, logits: Any, indices: Any = None) -> Any:
    found = np.asarray(logits, np.float32)
    places = np.arange(len(found)) if indices is None else np.asarray(indices)
    return SimpleNamespace(folder=Path(name), predictions=lambda: (found, places))


def data(labels: Any) -> Dataset:
    pictures = np.arange(len(labels), dtype=np.uint8)[:, None, None, None].repeat(2, 1).repeat(2, 2)
    return Dataset("these", ArrayPictures(pictures), np.asarray(labels), ("a", "b", "c"), np.arange(len(labels)))


def test_by_hand() -> None:
    """Right in one alone, the surest of the other's wrong answers first; what both or none got right is in neither."""
    one = answered("one", np.eye(3)[[0, 1, 0, 0, 2]])
    other = answered("other", [[0, 3, 0], [0, 9, 0], [0, 1, 0], [0, 8, 0], [1, 0, 0]])
    first, second = disagreements(one, other, data([0, 1, 1, 0, 1]))
    assert (first.array[:, 0, 0] * 255).round().tolist() == [3, 0]
    assert first.captions == ("a, said b", "a, said b")
    assert (second.array[:, 0, 0] * 255).round().tolist() == [2] and second.captions == ("b, said a",)
    assert first.sentence.startswith("2 of 5 test pictures one got right and other wrong")


def test_more_than_there_is_room_for_is_counted() -> None:
    """And none is a view of none."""
    one, other = answered("one", np.eye(3)[[0] * 5]), answered("other", np.eye(3)[[1] * 5])
    first, second = disagreements(one, other, data([0] * 5), count=2)
    assert len(first.array) == 2 and first.hidden == 3
    assert len(second.array) == 0 and second.sentence.startswith("0 of 5")


def test_of_several_labels_all_must_be_right() -> None:
    """A picture with one wrong yes-or-no is wrong."""
    one, other = answered("one", [[1, -1, 1]]), answered("other", [[1, 1, 1]])
    first, _ = disagreements(one, other, data([[1, 0, 1]]))
    assert first.captions == ("a, c; said a, b, c",)


def test_other_test_sets_are_told() -> None:
    """They cannot be compared picture by picture."""
    one, other = answered("one", np.eye(3)), answered("other", np.eye(3), [5, 6, 7])
    with pytest.raises(ConvscopeError, match="one and other were tested on other pictures"):
        disagreements(one, other, data([0, 1, 2]))
