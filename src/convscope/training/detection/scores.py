"""Mean average precision of boxes, as COCO measures it, by faster-coco-eval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.data.box import Boxes
from convscope.errors import ConvscopeError

MOST = 100  # boxes of a picture that count, the surest ones
HALF = 0  # the place of IoU 0.5 among COCO's ten


@dataclass(frozen=True)
class FoundBoxes:
    """What was found on many pictures, in pixels: edges (K, 4), scores (K,), classes (K,), pictures (K,) by number."""

    edges: npt.NDArray[np.float64]
    scores: npt.NDArray[np.float32]
    classes: npt.NDArray[np.int64]
    pictures: npt.NDArray[np.int64]

    @classmethod
    def joined(cls, found: Sequence[FoundBoxes]) -> FoundBoxes:
        """Put several together."""
        if not found:
            none = np.zeros(0, dtype=np.int64)
            return cls(np.zeros((0, 4)), np.zeros(0, dtype=np.float32), none, none)
        return cls(
            np.concatenate([one.edges for one in found]), np.concatenate([one.scores for one in found]),
            np.concatenate([one.classes for one in found]), np.concatenate([one.pictures for one in found]),
        )  # fmt: skip

    def at(self, chosen: npt.NDArray[Any]) -> FoundBoxes:
        """Give those at some numbers, or where a mask is true."""
        return FoundBoxes(self.edges[chosen], self.scores[chosen], self.classes[chosen], self.pictures[chosen])


@dataclass(frozen=True)
class Scores:
    """``map_50`` at an IoU of 0.5, ``map`` the mean over 0.5, 0.55, … 0.95; each class's, nan where it does not occur.

    Means are over the classes that occur; nan where none does.
    """

    map_50: float
    map: float
    each_50: npt.NDArray[np.float64]
    each: npt.NDArray[np.float64]


def check_installed() -> None:
    """Raise `ConvscopeError` with the command where faster-coco-eval is not there."""
    if find_spec("faster_coco_eval") is None:
        raise ConvscopeError(
            "what measures boxes is not installed: faster-coco-eval", fix="pip install 'convscope[detect]'"
        )


def mean_average_precision(boxes: Boxes, pictures: Sequence[int], found: FoundBoxes, *, classes: int) -> Scores:
    """Compare what was found on ``pictures``, numbers in the data set, with the boxes that are there.

    A box found counts as right where it covers one of its class that no surer one has taken, the intersection being at
    least a share (IoU) of the union; the precision at 101 recalls is averaged (Lin et al., arXiv 1405.0312).
    """
    check_installed()
    from faster_coco_eval import COCO, COCOeval_faster

    truth: dict[str, Any] = {
        "images": [
            {"id": place + 1, "height": int(boxes.sizes[picture][0]), "width": int(boxes.sizes[picture][1])}
            for place, picture in enumerate(pictures)
        ],
        "categories": [{"id": number + 1, "name": str(number)} for number in range(classes)],
        "annotations": _annotations(boxes, pictures),
    }
    places = {int(picture): place + 1 for place, picture in enumerate(pictures)}
    listed = [
        {"image_id": places[picture], "category_id": label + 1, "bbox": sides, "score": score}
        for picture, label, sides, score in zip(
            found.pictures.tolist(), found.classes.tolist(), _sides(found.edges), found.scores.tolist(), strict=True
        )
    ]
    occurring = np.zeros(classes, dtype=bool)
    occurring[[one["category_id"] - 1 for one in truth["annotations"] if not one["iscrowd"]]] = True
    if not listed:
        each = np.where(occurring, 0.0, np.nan)
        return _scores(each, each)
    known = COCO(truth)
    measured = COCOeval_faster(known, known.loadRes(listed), "bbox", print_function=lambda *_: None)
    measured.params.maxDets = [1, 10, MOST]
    measured.evaluate()
    measured.accumulate()
    precision = np.asarray(measured.eval["precision"])[:, :, :, 0, -1]  # IoU, recall, class; all sizes
    each = np.where(occurring, precision.mean((0, 1)), np.nan)
    return _scores(np.where(occurring, precision[HALF].mean(0), np.nan), each)


def _scores(each_50: npt.NDArray[np.float64], each: npt.NDArray[np.float64]) -> Scores:
    there = ~np.isnan(each)
    means = [float(values[there].mean()) if there.any() else float("nan") for values in (each_50, each)]
    return Scores(means[0], means[1], each_50, each)


def _annotations(boxes: Boxes, pictures: Sequence[int]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for place, picture in enumerate(pictures):
        rows = boxes.rows_of(int(picture))
        sides = _sides(boxes.edges[rows])
        for label, crowd, box in zip(boxes.classes[rows].tolist(), boxes.crowd[rows].tolist(), sides, strict=True):
            found.append(
                {
                    "id": len(found) + 1, "image_id": place + 1, "category_id": label + 1, "bbox": box,
                    "area": box[2] * box[3], "iscrowd": int(crowd),
                }
            )  # fmt: skip
    return found


def _sides(edges: npt.NDArray[np.float64]) -> list[list[float]]:
    """Give left, top, width and height."""
    return np.concatenate([edges[:, :2], edges[:, 2:] - edges[:, :2]], axis=1).tolist()  # type: ignore[no-any-return]
