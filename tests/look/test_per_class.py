"""Scores of each class."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, f1_score, precision_score, recall_score

from convscope.data import ArrayPictures, Dataset
from convscope.look import per_class
from convscope.runs import Run


def answered(logits: Any) -> Any:
    """Stand in for a run with these answers on pictures 0, 1, 2, …"""
    return SimpleNamespace(predictions=lambda: (np.asarray(logits, np.float32), np.arange(len(logits))))


def labelled(labels: Any, classes: tuple[str, ...]) -> Dataset:
    pictures = ArrayPictures(np.zeros((len(labels), 2, 2, 1), np.uint8))
    return Dataset("these", pictures, np.asarray(labels, np.int64), classes, np.arange(len(labels)))


def test_by_hand() -> None:
    """Three cats, two of them seen as cats; a dog seen as a cat; no bird, though one is said; no fish at all."""
    scores = per_class(answered(np.eye(4)[[0, 0, 2, 0]]), labelled([0, 0, 0, 1], ("cat", "dog", "bird", "fish")))
    assert scores.counts.tolist() == [3, 1, 0, 0]
    np.testing.assert_allclose(scores.precision, [2 / 3, np.nan, 0, np.nan])
    np.testing.assert_allclose(scores.recall, [2 / 3, 0, np.nan, np.nan])
    np.testing.assert_allclose(scores.f1, [2 / 3, 0, 0, np.nan])
    assert scores.worst(2).tolist() == [1, 2]
    assert scores.as_dict()["precision"] == [pytest.approx(2 / 3), None, 0.0, None]
    assert scores.average_precision is None and "F1" in scores.sentence


def test_a_run_is_scored_as_scikit_learn_does(run: Run, digits: Dataset) -> None:
    """Precision, recall and F1 of every digit."""
    logits, indices = run.predictions()
    labels, answers = digits.labels[indices], logits.argmax(1)
    scores = per_class(run, digits)
    for score, right in (("precision", precision_score), ("recall", recall_score), ("f1", f1_score)):
        np.testing.assert_allclose(getattr(scores, score), right(labels, answers, average=None), rtol=1e-6)


def test_several_labels_are_judged_at_a_half_and_by_their_order() -> None:
    """As scikit-learn does; a class that does not occur has no average precision."""
    random = np.random.default_rng(0)
    labels = random.integers(0, 2, (40, 4))
    labels[:, 3] = 0
    logits = random.normal(size=(40, 4)) + labels
    scores = per_class(answered(logits), labelled(labels, ("a", "b", "c", "d")))
    said = (logits > 0).astype(int)
    np.testing.assert_allclose(scores.f1[:3], f1_score(labels[:, :3], said[:, :3], average=None), rtol=1e-6)
    assert scores.average_precision is not None
    right = [average_precision_score(labels[:, number], logits[:, number]) for number in range(3)]
    np.testing.assert_allclose(scores.average_precision[:3], right, rtol=1e-5)
    assert np.isnan(scores.average_precision[3])
    assert next(iter(scores.scores)) == "average precision"


def test_of_many_classes_the_worst_are_drawn() -> None:
    """Sixteen of fifty, by name."""
    names = tuple(f"c{number}" for number in range(50))
    answers = np.arange(50)
    answers[7] = 8
    chart = per_class(answered(np.eye(50)[answers]), labelled(np.arange(50), names)).chart()
    assert chart.title == "The 16 classes of lowest F1"
    assert "c7" in chart.svg()
