"""What a training brings down: cross-entropy for one label a picture or pixel, binary cross-entropy for several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor

from convscope.errors import ConvscopeError
from convscope.model import Answers
from convscope.picture.masks import IGNORED
from convscope.training.recipe import Recipe


class Loss(Protocol):
    """A mean over pictures: `total` over the `mass`, apart, so that a batch may be computed in parts.

    ``labels`` are as the data have them, ``targets`` those or, after mixing, shares of the classes (N, classes).
    """

    def __call__(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Give the mean loss of a batch."""
        return self.total(logits, targets) / self.mass(targets)

    def total(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Give the batch's sum of losses."""

    def each(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Give every picture's own loss, (N,), as heavy as any other."""

    def mass(self, targets: Tensor) -> Tensor:
        """Give what the sum is divided by: the pictures, each as heavy as its class."""

    def weight(self, targets: Tensor) -> Tensor:
        """Give the mass before it is kept from being 0: those of several parts add up to that of all."""
        return self.mass(targets)

    @property
    def least(self) -> float:
        """Say what the mass is at least."""
        return 0.0

    def soft(self, labels: Tensor) -> Tensor:
        """Give labels as shares of the classes, (N, classes) float32, which can be mixed."""

    def right(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Count the pictures answered rightly; of several labels, the share of them a picture."""


@dataclass(frozen=True)
class CrossEntropy(Loss):
    """``-Σ q log softmax(logits)``, q the target's classes with a share of ``smoothing`` spread evenly over all.

    Label smoothing: Szegedy et al., arXiv 1512.00567. ``weights`` (classes,) makes each class's pictures heavier or
    lighter, in the mean's divisor, too, as torch does for labels that are numbers.
    """

    classes: int
    smoothing: float = 0.0
    weights: Tensor | None = None

    def total(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Give the batch's sum of losses."""
        weights = None if self.weights is None else self.weights.to(logits)
        return F.cross_entropy(logits, targets, weight=weights, reduction="sum", label_smoothing=self.smoothing)

    def each(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Give every picture's own loss."""
        return F.cross_entropy(logits, targets, reduction="none", label_smoothing=self.smoothing)

    def mass(self, targets: Tensor) -> Tensor:
        """Give what the sum is divided by."""
        if self.weights is None:
            return torch.tensor(float(len(targets)), device=targets.device)
        weights = self.weights.to(targets.device)
        return weights[targets].sum() if targets.ndim == 1 else (targets * weights).sum()

    def soft(self, labels: Tensor) -> Tensor:
        """Give labels as shares of the classes."""
        return F.one_hot(labels, self.classes).float()

    def right(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Count where the largest logit is the target's class, its heaviest where it is mixed."""
        return (logits.argmax(1) == (targets if targets.ndim == 1 else targets.argmax(1))).sum()


@dataclass(frozen=True)
class BinaryCrossEntropy(Loss):
    """``-Σ (w q log σ(logit) + (1 - q) log(1 - σ(logit)))``, the mean over classes: each is a yes or no of its own.

    ``q`` is 0 or 1 a class, with ``smoothing`` moved half of it towards the other; ``weights`` (classes,) makes each
    class's yes heavier or lighter, torch's ``pos_weight``.
    """

    classes: int
    smoothing: float = 0.0
    weights: Tensor | None = None

    def total(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Give the batch's sum of losses."""
        wanted = targets.to(logits.dtype) * (1 - self.smoothing) + self.smoothing / 2
        weights = None if self.weights is None else self.weights.to(logits)
        summed = F.binary_cross_entropy_with_logits(logits, wanted, pos_weight=weights, reduction="sum")
        return summed / logits.shape[1]

    def each(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Give every picture's own loss."""
        wanted = targets.to(logits.dtype) * (1 - self.smoothing) + self.smoothing / 2
        return F.binary_cross_entropy_with_logits(logits, wanted, reduction="none").mean(1)

    def mass(self, targets: Tensor) -> Tensor:
        """Give the number of pictures."""
        return torch.tensor(float(len(targets)), device=targets.device)

    def soft(self, labels: Tensor) -> Tensor:
        """Give labels as numbers that can be mixed."""
        return labels.float()

    def right(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Sum over the pictures the share of their labels that is answered rightly, yes being a logit above 0."""
        return ((logits > 0) == (targets > 0.5)).float().mean(1).sum()


@dataclass(frozen=True)
class PixelCrossEntropy(Loss):
    """`CrossEntropy` of every pixel, the mean over those of which something is said; 255 says nothing."""

    classes: int
    smoothing: float = 0.0
    weights: Tensor | None = None

    def total(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Give the batch's sum of losses, (N, classes, H, W) and (N, H, W) to a number."""
        weights = None if self.weights is None else self.weights.to(logits)
        return F.cross_entropy(
            logits, targets, weight=weights, ignore_index=IGNORED, reduction="sum", label_smoothing=self.smoothing
        )

    def each(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Give every picture's own loss, the mean of its pixels'."""
        losses = F.cross_entropy(
            logits, targets, ignore_index=IGNORED, reduction="none", label_smoothing=self.smoothing
        )
        return losses.flatten(1).sum(1) / (targets != IGNORED).flatten(1).sum(1).clamp(min=1)

    def mass(self, targets: Tensor) -> Tensor:
        """Give what the sum is divided by: the pixels of which something is said, each as heavy as its class."""
        return self.weight(targets).clamp(min=self.least)

    def weight(self, targets: Tensor) -> Tensor:
        """Give it where nothing is said of any pixel, too: 0."""
        known = targets != IGNORED
        if self.weights is None:
            return known.sum().float()
        weights = torch.cat([self.weights.to(targets.device), torch.zeros(1, device=targets.device)])
        return weights[torch.where(known, targets, self.classes)].sum()

    @property
    def least(self) -> float:
        """One pixel, or hardly anything of one that is weighed."""
        return 1.0 if self.weights is None else torch.finfo(torch.float32).eps

    def soft(self, labels: Tensor) -> Tensor:
        """Refuse: pixels' classes are not mixed."""
        raise ConvscopeError("mixup or cutmix came, and every pixel has a class", fix="--set mixup=0 --set cutmix=0")

    def right(self, logits: Tensor, targets: Tensor) -> Tensor:
        """Sum over the pictures the share of their known pixels that is answered rightly."""
        known = (targets != IGNORED).flatten(1)
        right = (logits.max(1).indices == targets).flatten(1) & known
        return (right.sum(1) / known.sum(1).clamp(min=1)).sum()


def loss_for(
    recipe: Recipe,
    class_weights: Tensor | None = None,
    *,
    classes: int,
    several: bool = False,
    answers: Answers = "picture",
) -> CrossEntropy | BinaryCrossEntropy | PixelCrossEntropy:
    """Choose the loss: cross-entropy, or where a picture may have ``several`` labels one yes or no a class.

    With ``answers`` *pixel* it is cross-entropy of every pixel.

    >>> loss_for(Recipe(label_smoothing=0.1), classes=3)(torch.zeros(2, 3), torch.tensor([0, 2]))
    tensor(1.0986)
    """
    kind: type[CrossEntropy | BinaryCrossEntropy | PixelCrossEntropy]
    kind = PixelCrossEntropy if answers == "pixel" else BinaryCrossEntropy if several else CrossEntropy
    return kind(classes, recipe.label_smoothing, class_weights)
