"""Which classes a run takes for which, on its test set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torchmetrics.functional.classification import multiclass_confusion_matrix

from convscope.draw import View

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.runs import Run


def confusion(run: Run, dataset: Dataset) -> View:
    """Show the confusion matrix of a run's test answers: a row a true class, a column an answer; counts of pictures."""
    logits, indices = run.predictions()
    matrix = multiclass_confusion_matrix(
        torch.from_numpy(logits), torch.from_numpy(dataset.labels[indices]), num_classes=len(dataset.classes)
    )
    right = int(matrix.diagonal().sum())
    return View(
        matrix.numpy()[None],
        "confusion",
        "",
        f"A row a true class, a column an answer; the diagonal is right: {right} of {len(indices)}.",
        "unsigned",
        dataset.classes,
    )
