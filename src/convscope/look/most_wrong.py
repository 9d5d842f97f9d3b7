"""The test pictures a run was most wrong about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from convscope.draw import View
from convscope.picture import InputContract, Picture, fit

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.runs import Run


def most_wrong(run: Run, dataset: Dataset, *, count: int = 10) -> View:
    """Show the test pictures of highest loss, worst first, each with its class and the run's answer.

    The loss is cross-entropy, -log p(true class). Pictures that were answered right but with doubt come after the
    wrong ones only if there is room.
    """
    logits, indices = run.predictions()
    log_probabilities = torch.from_numpy(logits).double().log_softmax(1).numpy()
    probabilities = np.exp(log_probabilities)
    labels = dataset.labels[indices]
    losses = -log_probabilities[np.arange(len(labels)), labels]
    worst = np.argsort(-losses, kind="stable")[:count]
    answers = probabilities.argmax(1)
    wrong = int((answers != labels).sum())
    captions = tuple(
        f"{dataset.classes[labels[i]]}, said {dataset.classes[answers[i]]} ({probabilities[i, answers[i]]:.0%})"
        for i in worst
    )
    pictures = np.stack(_alike([dataset.pictures[int(index)] for index in indices[worst]], run)) / 255.0
    return View(
        pictures[..., 0] if pictures.shape[-1] == 1 else pictures,
        "most wrong",
        "",
        f"Test pictures of highest loss, worst first; {wrong} of {len(labels)} were answered wrongly.",
        "picture",
        captions,
    )


def _alike(pictures: list[Picture], run: Run) -> list[Picture]:
    """Leave pictures of one size as they are; bring others to the network's."""
    if len({picture.shape for picture in pictures}) == 1:
        return pictures
    contract = InputContract.from_dict(run.record.contract)
    return [fit(picture, contract) for picture in pictures]
