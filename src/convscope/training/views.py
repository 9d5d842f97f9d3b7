"""Test-time augmentation: a network's answer to a picture is the mean of its answers to views of it."""

from __future__ import annotations

from typing import Literal

import torch.nn.functional as F
from torch import Tensor, nn

Views = Literal["one", "mirrored", "mirrored-and-shifted"]


def answer(module: nn.Module, images_NCHW: Tensor, views: Views) -> Tensor:
    """Answer pictures, (N, classes): *one* as they are; *mirrored* the mean with their mirror images.

    *mirrored-and-shifted* is Jordan's (arXiv 2404.00498, section 3.5): the mean of both ways at rest counts half, that
    of both ways shifted by one pixel up and left, and down and right, the border reflected, counts half.
    """
    logits: Tensor
    if views == "one":
        logits = module(images_NCHW)
        return logits
    logits = _both_ways(module, images_NCHW)
    if views == "mirrored":
        return logits
    height, width = images_NCHW.shape[2:]
    padded = F.pad(images_NCHW, (1, 1, 1, 1), "reflect")
    corners = [padded[:, :, start : start + height, start : start + width] for start in (0, 2)]
    return 0.5 * logits + 0.25 * _both_ways(module, corners[0]) + 0.25 * _both_ways(module, corners[1])


def _both_ways(module: nn.Module, images_NCHW: Tensor) -> Tensor:
    mean: Tensor = 0.5 * module(images_NCHW) + 0.5 * module(images_NCHW.flip(3))
    return mean
