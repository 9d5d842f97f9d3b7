"""Which files of the test part a run was most wrong about: often it is the label that is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

from convscope.errors import ConvscopeError

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.runs import Run


@dataclass(frozen=True)
class Mistake:
    """A picture that was answered wrongly: its number in the data set, its file, and the shares of two classes.

    ``path`` is None where pictures are no files. ``share`` is what the network gives the ``answer``, ``label_share``
    what it gives the ``label``, which stands for the truth.
    """

    index: int
    path: Path | None
    label: str
    answer: str
    share: float
    label_share: float


def mistakes(run: Run, dataset: Dataset, *, count: int = 10) -> tuple[Mistake, ...]:
    """List a run's wrong answers to its test pictures, those of highest loss first, at most ``count``.

    Raises `BrokenRun` where the run has no test answers, and `ConvscopeError` where a picture may have several labels.
    """
    if dataset.labels.ndim == 2:
        raise ConvscopeError(
            f"the pictures of {dataset.name} may have several labels, so that an answer can be wrong in part",
            fix="cs.look.most_wrong(run, dataset) shows them",
        )
    logits, indices = run.predictions()
    answers, labels = torch.from_numpy(logits).double(), torch.from_numpy(dataset.labels[indices])
    losses, wrong = losses_and_wrong(answers, labels)
    shares, said = answers.softmax(1), answers.argmax(1)
    paths = getattr(dataset.pictures, "paths", None)
    found: list[Mistake] = []
    for place in np.argsort(-losses, kind="stable"):
        if wrong[place] and len(found) < count:
            index, label, answer = int(indices[place]), int(labels[place]), int(said[place])
            path = None if paths is None else Path(paths[index])
            sure = float(shares[place, answer]), float(shares[place, label])
            found.append(Mistake(index, path, dataset.classes[label], dataset.classes[answer], *sure))
    return tuple(found)


def losses_and_wrong(answers: Tensor, labels: Tensor) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Give the loss of each picture, and whether it was answered wrongly, of several labels in at least one.

    Of logits (N, classes): cross-entropy, -log p(true class); of several labels the mean binary cross-entropy.
    """
    if labels.ndim == 2:
        losses = F.binary_cross_entropy_with_logits(answers, labels.double(), reduction="none").mean(1)
        return losses.numpy(), ((answers > 0) != labels.bool()).any(1).numpy()
    return F.cross_entropy(answers, labels, reduction="none").numpy(), (answers.argmax(1) != labels).numpy()
