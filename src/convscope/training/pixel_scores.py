"""How good answers to every pixel are: IoU of each class, accuracy, and how well boundaries lie."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, hypot

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

from convscope.picture.masks import IGNORED

TOLERANCE = 0.0075  # of the picture's diagonal, by which a boundary may be off (Csurka et al. 2013)
Counts = npt.NDArray[np.int64]


def confusion_of(answers_NHW: Tensor, wanted_NHW: Tensor, classes: int) -> Counts:
    """Count pixels by what they are (rows) and were answered (columns); those of which nothing is said are left out.

    >>> confusion_of(torch.tensor([[0, 1, 1]]), torch.tensor([[0, 0, 255]]), 2).tolist()
    [[1, 1], [0, 0]]
    """
    known = wanted_NHW != IGNORED
    pairs = wanted_NHW[known].long() * classes + answers_NHW[known].long()
    counts: Counts = torch.bincount(pairs, minlength=classes**2).view(classes, classes).cpu().numpy()
    return counts


def class_iou(confusion: Counts) -> npt.NDArray[np.float64]:
    """Give each class's intersection over union, (classes,): what is and was answered, over what is or was.

    nan for a class that neither is nor was answered anywhere.

    >>> class_iou(np.array([[3, 1], [0, 2]])).round(3).tolist()
    [0.75, 0.667]
    """
    right = np.diag(confusion).astype(np.float64)
    union = confusion.sum(0) + confusion.sum(1) - right
    shares: npt.NDArray[np.float64] = np.divide(right, union, out=np.full(len(right), np.nan), where=union > 0)
    return shares


def pixel_scores(confusion: Counts) -> dict[str, float]:
    """Give the pixels' ``accuracy`` and ``mean_iou``, the mean over classes that are or were answered somewhere.

    >>> pixel_scores(np.array([[3, 1], [0, 2]]))["accuracy"].__round__(3)
    0.833
    """
    total = confusion.sum()
    known = class_iou(confusion)
    known = known[~np.isnan(known)]
    return {
        "accuracy": float(np.trace(confusion) / total) if total else float("nan"),
        "mean_iou": float(known.mean()) if len(known) else float("nan"),
    }


@dataclass
class Boundaries:
    """Sums of boundary F1 a class, and the pictures they are over, batch by batch.

    Csurka, Larlus, Perronnin: What is a good evaluation measure for semantic segmentation?, BMVC 2013: of a class in a
    picture, precision is the share of the answer's boundary within a distance of the true one, recall the share of the
    true one within that of the answer's, both in pixels; the distance is 0.75 % of the picture's diagonal, at least
    one. A boundary is a class's pixels beside one of another class; beside pixels of which nothing is said there is
    none. The score is the mean over classes of each one's mean over the pictures in which it is or was answered.
    """

    classes: int

    def __post_init__(self) -> None:
        """Begin with nothing."""
        self.sums = torch.zeros(self.classes, dtype=torch.float64)
        self.pictures = torch.zeros(self.classes, dtype=torch.float64)

    def add(self, answers_NHW: Tensor, wanted_NHW: Tensor) -> None:
        """Add a batch: class numbers as answered and as they are."""
        unknown = wanted_NHW == IGNORED
        answered = answers_NHW.masked_fill(unknown, IGNORED)
        near = disc(tolerance(*wanted_NHW.shape[-2:]))
        for answer, wanted in zip(answered, wanted_NHW, strict=True):
            here = [number for number in torch.unique(torch.cat([answer, wanted])).tolist() if number != IGNORED]
            if not here:
                continue
            found, true = (_boundaries(labels, here) for labels in (answer, wanted))
            close_found, close_true = (_widened(lines, near) for lines in (found, true))
            precision = _share(found & close_true, found)
            recall = _share(true & close_found, true)
            score = torch.where(precision + recall > 0, 2 * precision * recall / (precision + recall), 0.0)
            # a class that fills all that is known has no boundary, in neither: there is nothing to be off
            counted = found.flatten(1).any(1) | true.flatten(1).any(1)
            numbers = torch.tensor(here, dtype=torch.long)[counted]
            self.sums[numbers] += score[counted].double().nan_to_num()
            self.pictures[numbers] += 1

    @property
    def score(self) -> float:
        """Give the mean boundary F1; nan where there was no boundary."""
        here = self.pictures > 0
        return float((self.sums[here] / self.pictures[here]).mean()) if bool(here.any()) else float("nan")


def tolerance(height: int, width: int) -> float:
    """Give how many pixels a boundary may be off.

    >>> tolerance(180, 240)
    2.25
    """
    return max(1.0, TOLERANCE * hypot(height, width))


def disc(radius: float) -> Tensor:
    """Give the places within a distance of the middle, (side, side), as 0 and 1.

    >>> int(disc(1.0).sum())
    5
    """
    reach = int(radius)
    offsets = torch.arange(-ceil(reach), ceil(reach) + 1, dtype=torch.float32)
    return (offsets[:, None] ** 2 + offsets**2 <= radius**2).float()


def _boundaries(labels_HW: Tensor, classes: list[int]) -> Tensor:
    """Mark each class's pixels that have one of another class above, below or beside them, (classes, height, width)."""
    edge = torch.zeros_like(labels_HW, dtype=torch.bool)
    for axis in (0, 1):
        length = labels_HW.shape[axis] - 1
        first, second = labels_HW.narrow(axis, 0, length), labels_HW.narrow(axis, 1, length)
        differ = (first != second) & (first != IGNORED) & (second != IGNORED)
        edge.narrow(axis, 0, length).logical_or_(differ)
        edge.narrow(axis, 1, length).logical_or_(differ)
    return torch.stack([edge & (labels_HW == number) for number in classes])


def _widened(lines_KHW: Tensor, near: Tensor) -> Tensor:
    summed = F.conv2d(lines_KHW[:, None].float(), near[None, None].to(lines_KHW.device), padding=near.shape[0] // 2)
    return summed[:, 0] > 0


def _share(part_KHW: Tensor, whole_KHW: Tensor) -> Tensor:
    counts = [lines.flatten(1).sum(1).float() for lines in (part_KHW, whole_KHW)]
    return torch.where(counts[1] > 0, counts[0] / counts[1].clamp(min=1), 0.0)
