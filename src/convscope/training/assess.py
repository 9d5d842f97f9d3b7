"""How a network answers a part of the data: what is kept of its answers, and their scores."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.picture.masks import IGNORED
from convscope.training.distributed.team import Team
from convscope.training.loop import AT_ONCE, MOST, Part, evaluate
from convscope.training.memory import out_of_memory
from convscope.training.pixel_scores import Boundaries, confusion_of, pixel_scores
from convscope.training.scores import further_scores
from convscope.training.views import Views, answer

LEAST_PIXELS = 1e-9  # in place of none, so that a part of which nothing is said has a loss of 0


@dataclass(frozen=True)
class Assessed:
    """Mean loss, accuracy, what is measured beside them, and what a run keeps: logits, or each pixel's class number.

    ``broken`` counts the pictures with answers that are not finite numbers.
    """

    loss: float
    accuracy: float
    further: dict[str, float]
    kept: dict[str, npt.NDArray[Any]]
    broken: int


def assess(
    module: nn.Module, part: Part, *, classes: int, views: Views, finally_: bool = False, team: Team | None = None
) -> Assessed:
    """Answer a part in evaluation mode; ``finally_`` measures boundaries, too, which takes its time.

    In a ``team`` each worker answers some of the pictures, and all have what was found.
    """
    if part.masks_NHW is not None:
        return _pixels(module, part, classes, views, finally_, team)
    logits, loss, accuracy = evaluate(module, part, views=views, team=team)
    found = logits.numpy()
    broken = int((~np.isfinite(found)).any(axis=1).sum())
    return Assessed(loss, accuracy, further_scores(logits, part.labels.cpu()), {"logits": found}, broken)


def _pixels(module: nn.Module, part: Part, classes: int, views: Views, finally_: bool, team: Team | None) -> Assessed:
    """Answer every pixel, some pictures at a time; their logits are not kept."""
    module.eval()
    on_cpu = part.labels.device.type == "cpu"
    size = min(max(1, AT_ONCE // (4 * prod(part.contract.input_shape)) if on_cpu else MOST // 16), MOST)
    height, width = part.contract.input_shape[1:]
    mine = torch.arange(len(part)) if team is None else team.rows(len(part))
    labels = np.empty((len(mine), height, width), dtype=np.uint8)
    confusion = np.zeros((classes, classes), dtype=np.int64)
    boundaries = Boundaries(classes) if finally_ else None
    losses, known, broken, start = 0.0, 0, 0, 0
    while start < len(mine):
        chosen = mine[start : start + size]
        images, wanted = part.batch(chosen)
        try:
            with torch.inference_mode():
                logits = answer(module, images, views).float()
                lost = F.cross_entropy(logits, wanted, ignore_index=IGNORED, reduction="sum")
        except RuntimeError as error:
            if not out_of_memory(error) or size == 1:
                raise
            size = (size + 1) // 2
            continue
        found: Tensor = logits.max(1).indices
        losses += float(lost)
        known += int((wanted != IGNORED).sum())
        broken += int((~logits.isfinite()).flatten(1).any(1).sum())
        confusion += confusion_of(found, wanted, classes)
        if boundaries is not None:
            boundaries.add(found.cpu(), wanted.cpu())
        labels[start : start + len(chosen)] = found.cpu().numpy().astype(np.uint8)
        start += len(chosen)
    if team is not None:
        sums = torch.tensor([losses, float(known), float(broken)], dtype=torch.float64)
        losses, known, broken = (kind(one) for kind, one in zip((float, int, int), team.summed(sums), strict=True))
        confusion = team.summed(torch.from_numpy(confusion)).numpy()
        labels = team.whole(torch.from_numpy(labels), len(part)).numpy()
        if boundaries is not None:
            team.add_up([boundaries.sums, boundaries.pictures])
    scores = pixel_scores(confusion)
    further = {"mean_iou": scores["mean_iou"]}
    if boundaries is not None:
        further["boundary_f1"] = boundaries.score
    kept: dict[str, npt.NDArray[Any]] = {"labels": labels, "confusion": confusion}
    return Assessed(losses / max(known, LEAST_PIXELS), scores["accuracy"], further, kept, broken)
