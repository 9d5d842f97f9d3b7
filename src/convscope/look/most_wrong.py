"""The test pictures a run was most wrong about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from convscope.draw import View

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.runs import Run


def most_wrong(run: Run, dataset: Dataset, *, count: int = 10) -> View:
    """Show the test pictures of highest loss, worst first, each with its class and the run's answer.

    The loss is cross-entropy, -log p(true class). Pictures that were answered right but with doubt come after the
    wrong ones only if there is room.
    """
    logits, indices = run.predictions()
    probabilities = torch.from_numpy(logits).double().softmax(1).numpy()
    labels = dataset.labels[indices]
    of_truth = probabilities[np.arange(len(labels)), labels]
    worst = np.argsort(of_truth, kind="stable")[:count]
    answers = probabilities.argmax(1)
    wrong = int((answers != labels).sum())
    captions = tuple(
        f"{dataset.classes[labels[i]]}, said {dataset.classes[answers[i]]} ({probabilities[i, answers[i]]:.0%})"
        for i in worst
    )
    pictures = dataset.pictures[indices[worst]].astype(np.float64) / 255
    return View(
        pictures[..., 0] if pictures.shape[-1] == 1 else pictures,
        "most wrong",
        "",
        f"Test pictures of highest loss, worst first; {wrong} of {len(labels)} were answered wrongly.",
        "picture",
        captions,
    )
