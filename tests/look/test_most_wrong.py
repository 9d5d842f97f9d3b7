"""The most wrong pictures."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from convscope.data import ArrayPictures, Dataset
from convscope.look import most_wrong
from convscope.runs import Run


def test_they_are_those_of_highest_loss_worst_first(run: Run, digits: Dataset) -> None:
    """In the order of cross-entropy, each with its class and the answer."""
    logits, indices = run.predictions()
    labels = digits.labels[indices]
    losses = F.cross_entropy(torch.from_numpy(logits).double(), torch.from_numpy(labels), reduction="none").numpy()
    worst = np.argsort(-losses)[:10]
    view = most_wrong(run, digits)
    for tile, caption, index in zip(view.array, view.captions, worst, strict=True):
        np.testing.assert_allclose(tile, digits.pictures[int(indices[index])][..., 0] / 255)
        assert caption.startswith(f"{labels[index]}, said {logits[index].argmax()}")
    assert f"{int((logits.argmax(1) != labels).sum())} of 360" in view.sentence


def answered(logits: list[list[float]]) -> Any:
    """Stand in for a run with these answers on pictures 0, 1, 2, …"""
    return SimpleNamespace(predictions=lambda: (np.array(logits, np.float32), np.arange(len(logits))))


def labelled(labels: list[int]) -> Dataset:
    """Pictures of one pixel whose grey is their number."""
    greys = np.arange(len(labels), dtype=np.uint8).reshape(-1, 1, 1, 1)
    return Dataset("few", ArrayPictures(greys), np.array(labels), ("cat", "dog"), np.arange(len(labels)))


def test_answers_worked_by_hand() -> None:
    """Losses log(1 + e), log 2 and log(1 + 1/e): wrong, undecided, right."""
    view = most_wrong(answered([[1, 0], [0, 0], [0, 1]]), labelled([0, 0, 0]))
    assert (view.array.ravel() * 255).tolist() == [2, 1, 0]
    assert view.captions == ("cat, said dog (73%)", "cat, said cat (50%)", "cat, said cat (73%)")
    assert "1 of 3 were answered wrongly" in view.sentence


def test_the_surest_mistakes_are_told_apart() -> None:
    """Losses of 800, 900 and 1000: the true class has probability 0 in each, as far as a double can say."""
    view = most_wrong(answered([[0, 800], [0, 1000], [0, 900]]), labelled([0, 0, 0]))
    assert (view.array.ravel() * 255).tolist() == [1, 2, 0]


def test_as_many_are_shown_as_asked_for_and_as_there_are(run: Run, digits: Dataset) -> None:
    """Three of 360; two of two."""
    assert len(most_wrong(run, digits, count=3).array) == 3
    assert len(most_wrong(answered([[1, 0], [0, 1]]), labelled([0, 0]), count=5).array) == 2
