"""The most wrong pictures."""

import numpy as np
import torch
import torch.nn.functional as F

from convscope.data import Dataset
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
