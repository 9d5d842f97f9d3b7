"""Nearest neighbours of a picture."""

from dataclasses import replace

import numpy as np
import pytest

from convscope.data import Dataset
from convscope.errors import ConvscopeError
from convscope.look.features import features
from convscope.look.neighbours import label_of, neighbours
from convscope.model import Model


def test_the_picture_itself_is_nearest_and_order_is_by_cosine(model: Model, digits: Dataset) -> None:
    """Equal to scikit-learn's over all pictures; captions have the class."""
    from sklearn.metrics.pairwise import cosine_similarity

    view = neighbours(model, digits.pictures[17], digits, count=5)
    rows, _ = features(model, digits.fitted(model.contract))
    alike = cosine_similarity(rows[17:18], rows)[0]
    best = np.argsort(-alike, kind="stable")[:5]
    assert best[0] == 17 and view.captions[1] == f"{digits.classes[digits.labels[17]]}: 1.000"
    assert [caption.rpartition(": ")[2] for caption in view.captions[1:]] == [f"{alike[index]:.3f}" for index in best]
    assert len(view.array) == 6 and np.array_equal(view.array[0], view.array[1])


def test_of_several_labels_all_are_named(digits: Dataset) -> None:
    """Or that there is none."""
    labels = np.zeros((3, 10), np.int64)
    labels[0, [2, 5]] = 1
    several = replace(digits, labels=labels)
    assert (label_of(several, 0), label_of(several, 1)) == ("2, 5", "none")


def test_none_asked_for_is_told(model: Model, digits: Dataset) -> None:
    """With what to do."""
    with pytest.raises(ConvscopeError, match="count = 0 came; ask for at least 1"):
        neighbours(model, digits.pictures[0], digits, count=0)
