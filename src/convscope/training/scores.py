"""How good a network's answers to a part are."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


def loss_and_accuracy(logits: Tensor, labels: Tensor) -> tuple[float, float]:
    """Give the mean loss, without smoothing or class weights, and the accuracy.

    One label a picture, (N,): cross-entropy, and the share of pictures whose largest logit is the label. Several, (N,
    classes) of 0 and 1: binary cross-entropy, and the share of all yes-or-nos that are right, yes being a logit above
    0; where most are no that is high for saying no to all, so look at `average_precision`.

    >>> loss_and_accuracy(torch.tensor([[0.0, 0.0], [0.0, 9.0]]), torch.tensor([0, 1]))[1]
    1.0
    """
    if labels.ndim == 1:
        right = (logits.argmax(1) == labels).sum()
        return float(F.cross_entropy(logits, labels)), float(right) / len(labels)
    from torchmetrics.functional.classification import multilabel_accuracy  # over 100 MB, with what it imports

    accuracy = multilabel_accuracy(logits.sigmoid(), labels, num_labels=logits.shape[1], average="micro")
    return float(F.binary_cross_entropy_with_logits(logits, labels.to(logits.dtype))), float(accuracy)


def average_precision(logits: Tensor, labels: Tensor) -> float:
    """Give the mean average precision (mAP): of ranking pictures by a class's logit, over the classes that occur.

    It is the area under the curve of precision against recall, in steps: ``Σ (Rₙ - Rₙ₋₁) Pₙ``. nan where
    no class occurs.
    """
    occurring = labels.any(0)
    if not occurring.any() or not torch.isfinite(logits).all():
        return float("nan")
    from torchmetrics.functional.classification import binary_average_precision, multilabel_average_precision

    classes = int(occurring.sum())
    answers, wanted = logits[:, occurring], labels[:, occurring]
    if classes == 1:
        return float(binary_average_precision(answers[:, 0], wanted[:, 0].int()))
    return float(multilabel_average_precision(answers, wanted.int(), num_labels=classes))


def further_scores(logits: Tensor, labels: Tensor) -> dict[str, float]:
    """Give what is measured beside loss and accuracy, by name: of several labels the mean average precision."""
    return {"average_precision": average_precision(logits, labels)} if labels.ndim == 2 else {}


def rank(loss: float, accuracy: float, further: dict[str, float]) -> tuple[float, float]:
    """Give what is compared to choose an epoch: accuracy or, of several labels, average precision, of pixels mean
    IoU; then minus loss.
    """
    first = further.get("mean_iou", further.get("average_precision", accuracy))
    return (first if first == first else 0.0, -loss)  # nan is worst
