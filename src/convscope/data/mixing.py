"""Two pictures in one, with both their labels: mixup and cutmix."""

from __future__ import annotations

from math import sqrt

import torch
from torch import Tensor

Pairs = tuple[Tensor, Tensor]


def mix(
    images_NCHW: Tensor,
    targets_NK: Tensor,
    *,
    mixup: float,
    cutmix: float,
    generator: torch.Generator,
    pairs: Pairs | None = None,
) -> tuple[Tensor, Tensor]:
    """Mix a batch by mixup, by cutmix, or, where both are asked for, by one of them at even chances.

    Both take Beta(alpha, alpha) and mix each picture with the one before it in the batch, as torchvision's do; batches
    are shuffled. ``targets_NK`` are shares of the classes. ``pairs`` are the rows of which pictures are made, and those
    of the pictures before them, where only some of a batch are at hand.
    """
    coin = float(torch.rand(1, generator=generator))
    if mixup and (not cutmix or coin < 0.5):
        return mix_up(images_NCHW, targets_NK, drawn_share(mixup, generator), pairs)
    row, column = torch.rand(2, generator=generator).tolist()
    return cut_mix(images_NCHW, targets_NK, drawn_share(cutmix, generator), (row, column), pairs)


def mix_up(images_NCHW: Tensor, targets_NK: Tensor, share: float, pairs: Pairs | None = None) -> tuple[Tensor, Tensor]:
    """Give ``share`` of each picture and target plus the rest of the one before it.

    Zhang et al., arXiv 1710.09412.
    """
    both = [_paired(each, pairs) for each in (images_NCHW, targets_NK)]
    mixed, targets = (share * each + (1 - share) * before for each, before in both)
    return mixed, targets


def cut_mix(
    images_NCHW: Tensor, targets_NK: Tensor, share: float, centre: tuple[float, float], pairs: Pairs | None = None
) -> tuple[Tensor, Tensor]:
    """Put a rectangle of the picture before into each; targets follow the areas that are seen.

    Yun et al., arXiv 1905.04899: its sides are √(1 - share) of the picture's, its centre at ``centre`` (row, column; 0
    … 1) of it, what lies outside being lost.
    """
    height, width = images_NCHW.shape[2:]
    half = 0.5 * sqrt(1 - share)
    y, x = int(centre[0] * height), int(centre[1] * width)
    top, bottom = max(y - int(half * height), 0), min(y + int(half * height), height)
    left, right = max(x - int(half * width), 0), min(x + int(half * width), width)
    own, before = _paired(images_NCHW, pairs)
    mixed = own.clone()
    mixed[:, :, top:bottom, left:right] = before[:, :, top:bottom, left:right]
    seen = 1 - (bottom - top) * (right - left) / (height * width)
    targets, others = _paired(targets_NK, pairs)
    return mixed, seen * targets + (1 - seen) * others


def _paired(each: Tensor, pairs: Pairs | None) -> Pairs:
    """Give each row, and the one before it."""
    return (each, each.roll(1, 0)) if pairs is None else (each[pairs[0]], each[pairs[1]])


def drawn_share(alpha: float, generator: torch.Generator) -> float:
    """Draw from Beta(alpha, alpha), by the inverse of its distribution: torch's own takes no generator."""
    from scipy.special import betaincinv  # type: ignore[import-untyped]

    uniform = float(torch.rand(1, dtype=torch.float64, generator=generator))
    return float(betaincinv(alpha, alpha, uniform))
