"""How well a run does on each class of its test set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from convscope.draw.chart import Bars, Chart

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.runs import Run

Shares = npt.NDArray[np.float64]
MOST_BARS = 16  # classes in a chart


@dataclass(frozen=True)
class PerClass:
    """A number a class, in the classes' order; nan where it is of nothing.

    ``precision``: of the pictures answered so, the share that is; ``recall``: of the pictures that are, the share
    answered so; ``f1``: their harmonic mean, 2 TP / (2 TP + FP + FN). ``counts`` are pictures of the class. Where a
    picture may have several, yes is a probability above 0.5, and ``average_precision`` is that of ranking all pictures
    by the class's score; else it is None.
    """

    classes: tuple[str, ...]
    counts: npt.NDArray[np.int64]
    precision: Shares
    recall: Shares
    f1: Shares
    average_precision: Shares | None = None

    @property
    def scores(self) -> dict[str, Shares]:
        """The scores by name."""
        named = {"precision": self.precision, "recall": self.recall, "F1": self.f1}
        return named if self.average_precision is None else {"average precision": self.average_precision, **named}

    @property
    def sentence(self) -> str:
        """How to read them."""
        told = (
            "Precision: of the pictures answered as the class, the share that is of it. Recall: of the pictures of the "
            "class, the share answered so. F1: their harmonic mean."
        )
        if self.average_precision is None:
            return told
        return (
            f"{told} A class is answered where its probability is above 0.5; average precision needs no such bound: it "
            "judges the order in which the class's scores put all pictures."
        )

    def worst(self, count: int) -> npt.NDArray[np.int64]:
        """Number the classes with the lowest F1, lowest first; classes that do not occur come last."""
        order: npt.NDArray[np.int64] = np.argsort(np.nan_to_num(self.f1, nan=2.0), kind="stable")[:count]
        return order

    def chart(self) -> Chart:
        """Draw the classes, of many those with the lowest F1."""
        chosen = self.worst(MOST_BARS) if len(self.classes) > MOST_BARS else np.arange(len(self.classes))
        named = [self.classes[number] for number in chosen]
        title = f"The {len(named)} classes of lowest F1" if len(named) < len(self.classes) else "Scores of each class"
        values = {name: np.nan_to_num(shares[chosen]).tolist() for name, shares in self.scores.items()}
        return Chart(title, self.sentence, (Bars("", named, values, percent=True),))

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; None where a score is of nothing."""
        plain = {name: [None if x != x else x for x in shares.tolist()] for name, shares in self.scores.items()}
        return {"classes": list(self.classes), "counts": self.counts.tolist(), **plain}


def per_class(run: Run, dataset: Dataset) -> PerClass:
    """Score a run's test answers class by class.

    Raises `BrokenRun` where the run has no test answers.
    """
    from torchmetrics.functional.classification import multiclass_stat_scores, multilabel_stat_scores

    logits, indices = run.predictions()
    answers, labels = torch.from_numpy(logits), torch.from_numpy(dataset.labels[indices])
    classes = len(dataset.classes)
    ranked = None
    if labels.ndim == 2:
        counted = multilabel_stat_scores(answers.sigmoid(), labels, num_labels=classes, average="none")
        ranked = np.array([_average_precision(answers[:, number], labels[:, number]) for number in range(classes)])
    else:
        counted = multiclass_stat_scores(answers, labels, num_classes=classes, average="none")
    right, wrongly, _, missed, counts = counted.reshape(classes, 5).numpy().T
    return PerClass(
        dataset.classes,
        counts.astype(np.int64),
        _share(right, right + wrongly),
        _share(right, right + missed),
        _share(2 * right, 2 * right + wrongly + missed),
        ranked,
    )


def _average_precision(answers: Tensor, labels: Tensor) -> float:
    """Judge the order of a class's scores; nan where the class does not occur, as it would say nothing."""
    from torchmetrics.functional.classification import binary_average_precision

    return float(binary_average_precision(answers, labels)) if labels.any() else float("nan")


def _share(part: npt.NDArray[np.int64], whole: npt.NDArray[np.int64]) -> Shares:
    shares: Shares = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return shares
