"""How a detector answers a part of the data: its losses there, what it finds, and how good that is."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
import torch
from torch import nn

from convscope.data.box import Boxes
from convscope.models.detectors import Found, costing, detections, losses
from convscope.picture.placing import Placing
from convscope.training.detection.parts import BoxPart
from convscope.training.detection.scores import FoundBoxes, Scores, mean_average_precision

AT_ONCE, MOST = 640_000, 64  # numbers of pictures, and pictures, that are answered at once


@dataclass(frozen=True)
class AssessedBoxes:
    """The mean of the summed losses over the pictures, what was found, in the pictures' own pixels, and its scores."""

    loss: float
    found: FoundBoxes
    scores: Scores


def assess_boxes(module: nn.Module, part: BoxPart, boxes: Boxes, *, classes: int) -> AssessedBoxes:
    """Answer a part in evaluation mode."""
    module.eval()
    size = max(1, min(MOST, AT_ONCE // prod(part.pictures.contract.input_shape)))
    total, made = 0.0, []
    for chosen in torch.arange(len(part)).split(size):  # type: ignore[no-untyped-call]
        images, wanted = part.batch(chosen)
        with torch.inference_mode():
            with costing(module):
                total += float(sum(losses(module, images, wanted).values())) * len(chosen)
            answers = detections(module, images)
        rows = chosen.tolist()
        made += [
            on_picture(one, part.places[row], int(part.numbers[row])) for one, row in zip(answers, rows, strict=True)
        ]
    found = FoundBoxes.joined(made)
    scores = mean_average_precision(boxes, part.numbers.tolist(), found, classes=classes)
    return AssessedBoxes(total / len(part), found, scores)


def on_picture(found: Found, place: Placing, number: int) -> FoundBoxes:
    """Bring what was found on an input to the picture that lies there; what has no width or height is gone."""
    edges = place.back(found.edges.float().cpu().numpy())
    there = ((edges[:, 2:] - edges[:, :2]) > 0).all(1) & np.isfinite(edges).all(1)
    count = int(there.sum())
    return FoundBoxes(
        edges[there], found.scores.float().cpu().numpy()[there], found.classes.cpu().numpy()[there].astype(np.int64),
        np.full(count, number, dtype=np.int64),
    )  # fmt: skip
