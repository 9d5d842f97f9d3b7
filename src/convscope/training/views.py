"""Test-time augmentation: a network's answer to a picture is the mean of its answers to views of it."""

from __future__ import annotations

from typing import Literal

import torch.nn.functional as F
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.model import answered

Views = Literal["one", "mirrored", "mirrored-and-shifted"]


def answer(module: nn.Module, images_NCHW: Tensor, views: Views) -> Tensor:
    """Answer pictures, (N, classes), or their pixels, (N, classes, height, width).

    *one* is as they are; *mirrored* the mean with their mirror images. *mirrored-and-shifted* is Jordan's (arXiv
    2404.00498, section 3.5), of pictures: the mean of both ways at rest counts half, that of both ways shifted by one
    pixel up and left, and down and right, the border reflected, counts half.
    """
    if views == "one":
        return answered(module(images_NCHW))
    logits = _both_ways(module, images_NCHW)
    if views == "mirrored":
        return logits
    if logits.ndim == 4:
        raise ConvscopeError(
            "views = 'mirrored-and-shifted' came, and every pixel is answered", fix="--set views=mirrored"
        )
    height, width = images_NCHW.shape[2:]
    padded = F.pad(images_NCHW, (1, 1, 1, 1), "reflect")
    corners = [padded[:, :, start : start + height, start : start + width] for start in (0, 2)]
    return 0.5 * logits + 0.25 * _both_ways(module, corners[0]) + 0.25 * _both_ways(module, corners[1])


def _both_ways(module: nn.Module, images_NCHW: Tensor) -> Tensor:
    mirrored = answered(module(images_NCHW.flip(3)))
    return 0.5 * answered(module(images_NCHW)) + 0.5 * (mirrored.flip(3) if mirrored.ndim == 4 else mirrored)
