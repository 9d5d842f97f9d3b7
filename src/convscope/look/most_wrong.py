"""The test pictures a run was most wrong about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from convscope.draw import View
from convscope.look.mistakes import losses_and_wrong
from convscope.picture import InputContract, Picture, fit

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.runs import Run

MOST_SIDE = 256  # pixels of a picture that is shown as it is


def most_wrong(run: Run, dataset: Dataset, *, count: int = 10) -> View:
    """Show the test pictures of highest loss, worst first, each with its class and the run's answer.

    The loss is cross-entropy, -log p(true class); where a picture may have several labels, the mean binary
    cross-entropy over its classes. Pictures that were answered right but with doubt come after the wrong ones only if
    there is room.
    """
    logits, indices = run.predictions()
    labels = torch.from_numpy(dataset.labels[indices])
    answers = torch.from_numpy(logits).double()
    losses, wrong = losses_and_wrong(answers, labels)
    worst = np.argsort(-losses, kind="stable")[:count]
    captions = tuple(_caption(answers[i], labels[i], dataset.classes) for i in worst)
    pictures = np.stack(alike([dataset.pictures[int(index)] for index in indices[worst]], run))[..., :3] / 255.0
    return View(
        pictures if pictures.shape[-1] == 3 else pictures[..., 0],
        "most wrong",
        "",
        f"Test pictures of highest loss, worst first; {int(wrong.sum())} of {len(labels)} were answered wrongly"
        f"{' in at least one class' if labels.ndim == 2 else ''}.",
        "picture",
        captions,
    )


def _caption(answers: Tensor, label: Tensor, classes: tuple[str, ...]) -> str:
    """Say what it is and what was said of it."""
    if label.ndim == 0:
        shares = answers.softmax(0)
        said = int(shares.argmax())
        return f"{classes[int(label)]}, said {classes[said]} ({float(shares[said]):.0%})"
    is_so, was_said = (
        ", ".join(classes[number] for number in row.nonzero().flatten()) or "nothing" for row in (label, answers > 0)
    )
    return f"{is_so}; said {was_said}"


def alike(pictures: list[Picture], run: Run) -> list[Picture]:
    """Leave small pictures of one size as they are; bring others to the network's."""
    if len({picture.shape for picture in pictures}) == 1 and max(pictures[0].shape[:2]) <= MOST_SIDE:
        return pictures
    contract = InputContract.from_dict(run.record.contract)
    return [fit(picture, contract) for picture in pictures]
