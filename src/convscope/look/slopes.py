"""Gradients of an answer at pictures near the one that is looked at: a batch of them at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from convscope.errors import ConvscopeError
from convscope.picture.workers import Progress

if TYPE_CHECKING:
    from convscope.look.projected import Question

NUMBERS_AT_ONCE = 4_000_000  # of the pictures of a batch


def summed_slopes(
    asking: Question, count: int, nearby: Callable[[int, int], Tensor], weights: Tensor | None = None,
    *, progress: Progress | None = None,
) -> Tensor:  # fmt: skip
    """Sum the gradients at ``count`` pictures, (C, H, W); ``nearby(first, last)`` makes those of a batch.

    ``weights`` are one a picture. Raises `ConvscopeError` where the answer does not follow the pixels smoothly.
    """
    total = torch.zeros_like(asking.images[0], dtype=torch.float64)
    batch = batch_of(asking)
    for first in range(0, count, batch):
        last = min(first + batch, count)
        _, slopes = scores_and_slopes(asking, nearby(first, last))
        shares = torch.ones(last - first) if weights is None else weights[first:last]
        total += (slopes.double() * shares.to(slopes.device).double()[:, None, None, None]).sum(0)
        if progress is not None:
            progress(last, count)
    return total


def scores_and_slopes(asking: Question, images: Tensor) -> tuple[Tensor, Tensor]:
    """Answer a batch of pictures, and give each one's gradient, (N,) and (N, C, H, W).

    Raises `ConvscopeError` where the answer does not follow the pixels smoothly.
    """
    images = images.detach().requires_grad_()
    with torch.enable_grad():
        scores = asking.scores(images)
    if not scores.requires_grad:
        raise ConvscopeError(
            f"{asking.units[0].told} does not follow the pixels smoothly", fix="choose an earlier layer"
        )
    (slopes,) = torch.autograd.grad(scores.sum(), images)
    return scores.detach(), slopes


def batch_of(asking: Question) -> int:
    """Say how many pictures go through at once."""
    if asking.box is not None:
        return 1  # detectors enlarge pictures, and keep much for the way back
    return max(1, NUMBERS_AT_ONCE // max(1, asking.images.numel()))


def scores_of(asking: Question, images: Tensor) -> Tensor:
    """Answer pictures that entered: one number each."""
    with torch.inference_mode():
        return asking.scores(images).double().cpu()
