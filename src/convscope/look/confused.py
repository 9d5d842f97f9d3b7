"""Which classes a run takes for which most often: what is left to say where a matrix would be too large to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.runs import Run


@dataclass(frozen=True)
class Confused:
    """``count`` of the ``of`` test pictures of class ``true`` were answered as ``answer``."""

    true: str
    answer: str
    count: int
    of: int


def confused(run: Run, dataset: Dataset, *, count: int = 20) -> tuple[Confused, ...]:
    """Give the pairs of classes that a run's test answers confuse most often, the most frequent first.

    Each direction is a pair of its own. Raises `BrokenRun` where the run has no test answers.
    """
    logits, indices = run.predictions()
    labels, answers = dataset.labels[indices], logits.argmax(1)
    wrong = labels != answers
    pairs, counts = np.unique(np.stack([labels[wrong], answers[wrong]], axis=1), axis=0, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:count]
    of = np.bincount(labels, minlength=len(dataset.classes))
    return tuple(
        Confused(dataset.classes[true], dataset.classes[answer], int(times), int(of[true]))
        for (true, answer), times in zip(pairs[order].tolist(), counts[order], strict=True)
    )
