"""A detector's answer: the box that is asked about, and its score on other pictures, by matching the same box there.

A detector answers each picture with its own number of boxes, in an order of its own. On a picture nearby the same box
is the one of the same class that overlaps it most, by half of their union at least, as in D-RISE (Petsiuk et al., CVPR
2021); where there is none, it was not found, and its score is 0. The gradient is that of the score, through the matched
box's class score; which boxes are kept and how they lie is held fixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from convscope.errors import ConvscopeError
from convscope.look.shown import Span

KEYS = {"boxes", "labels", "scores"}
PREFIX = "box:"
MATCHED = 0.5  # of the union of two boxes: those that share less are two
TOLD = 8  # classes that are named where another was asked for


@dataclass(frozen=True)
class Box:
    """Box ``number`` of a picture, the surest being 0: its class, its corners (4,) in pixels, its score.

    ``told`` names it: *box 0, car*.
    """

    number: int
    label: int
    corners: Tensor
    score: float
    told: str

    def of(self, answer: Any) -> Tensor:
        """Give its score in each picture of a detector's answer, (N, 1); 0 where it was not found."""
        return torch.stack([self._score(found) for found in detections(answer) or ()])[:, None]

    def _score(self, found: dict[str, Tensor]) -> Tensor:
        from torchvision.ops import box_iou

        same = (found["labels"] == self.label).nonzero()[:, 0]
        scores = found["scores"][same]
        if len(same):
            shares = box_iou(self.corners.to(scores)[None], found["boxes"][same].detach())[0]
            if float(shares.max()) >= MATCHED:
                return scores[shares.argmax()]
        return found["scores"].sum() * 0  # a number with a graph: nothing of it follows the pixels

    @property
    def spans(self) -> tuple[Span, Span]:
        """First and last row, first and last column."""
        left, top, right, bottom = self.corners.round().int().tolist()
        return (top, max(top, bottom - 1)), (left, max(left, right - 1))


def detections(answer: Any) -> list[dict[str, Tensor]] | None:
    """Give a detector's answer, a dict of boxes, labels and scores for each picture; None where it is no detector's."""
    if (
        isinstance(answer, (list, tuple))
        and answer
        and all(isinstance(one, dict) and set(one) >= KEYS for one in answer)
    ):
        return list(answer)
    return None


def box_of(answer: Any, target: int | str | None, *, names: Sequence[str], of: str) -> Box:
    """Find the box that is asked about: the surest, *box:2* for the third, or the surest of a class.

    Raises `ConvscopeError` where none was found, or none of the class; `UnknownName` for a class there is not.
    """
    found = (detections(answer) or [{}])[0]
    scores, labels = found["scores"].detach(), found["labels"].tolist()
    if not labels:
        raise ConvscopeError(
            f"{of} found no box in this picture", fix="look with trained weights, or at a layer: --layer NAME"
        )
    order = scores.argsort(descending=True, stable=True).tolist()
    if target is None:
        place = 0
    elif isinstance(target, str) and target.startswith(PREFIX):
        place = _number(target, len(order), of)
    else:
        place = _first_of(target, [labels[index] for index in order], names)
    index = order[place]
    label = int(labels[index])
    named = _named(label, names)
    told = f"box {place}, {named}"
    return Box(place, label, found["boxes"][index].detach(), float(scores[index]), told)


def refuse_box(target: int | str | None, of: str) -> None:
    """Refuse *box:0* of a network that finds no boxes."""
    if isinstance(target, str) and target.startswith(PREFIX):
        raise ConvscopeError(
            f"{target} came, and {of} answers with no boxes", fix="ask about a class, by name or number"
        )


def _number(target: str, count: int, of: str) -> int:
    text = target.removeprefix(PREFIX).strip()
    if not text.isdecimal() or int(text) >= count:
        raise ConvscopeError(
            f"{target} came, and {of} found {count} boxes",
            fix=f"give {PREFIX}0 … {PREFIX}{count - 1}, the surest first",
        )
    return int(text)


def _first_of(target: int | str, labels: list[int], names: Sequence[str]) -> int:
    from convscope.look.units import class_of

    wanted = class_of(target, names)
    if wanted not in labels:
        there = list(dict.fromkeys(labels))
        told = ", ".join(_named(label, names) for label in there[:TOLD])
        raise ConvscopeError(
            f"no box of {_named(wanted, names)} was found", fix=f"found were {told}{' …' if len(there) > TOLD else ''}"
        )
    return labels.index(wanted)


def _named(label: int, names: Sequence[str]) -> str:
    return names[label] if 0 <= label < len(names) else f"class {label}"
