"""Which classes a run takes for which, on its test set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from convscope.draw import View
from convscope.errors import ConvscopeError

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.runs import Run


def confusion(run: Run, dataset: Dataset, *, names: bool = True) -> View:
    """Show the confusion matrix of a run's test answers: a row a true class, a column an answer; counts of pictures.

    Without ``names`` the view has no captions, which many classes have no room for. Raises `ConvscopeError` where a
    picture may have several labels: then no class is taken for another.
    """
    if dataset.labels.ndim == 2:
        raise ConvscopeError(
            f"the pictures of {dataset.name} may have several labels, so no class is taken for another",
            fix="look at the classes one by one: cs.look.per_class(run, dataset)",
        )
    from torchmetrics.functional.classification import multiclass_confusion_matrix

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
        dataset.classes if names else (),
    )
