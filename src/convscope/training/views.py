"""Test-time augmentation: a network's answer to a picture is the mean of its answers to views of it."""

from __future__ import annotations

from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.model import answered

Views = Literal["one", "shifted", "mirrored", "mirrored-and-shifted"]


def answer(module: nn.Module, images_NCHW: Tensor, views: Views) -> Tensor:
    """Answer pictures, (N, classes), or their pixels, (N, classes, height, width).

    *one* is as they are; *mirrored* the mean with their mirror images. The others are of pictures, shifted by one
    pixel, the border reflected: *shifted*, for what must not be mirrored, as digits, counts the picture at rest for a
    third and what is one pixel up, down, left and right for a sixth each. *mirrored-and-shifted* is Jordan's (arXiv
    2404.00498, section 3.5): the mean of both ways at rest counts half, that of both ways shifted up and left, and
    down and right, counts half.
    """
    if views == "one":
        return answered(module(images_NCHW))
    logits = answered(module(images_NCHW)) if views == "shifted" else _both_ways(module, images_NCHW)
    if views == "mirrored":
        return logits
    if logits.ndim == 4:
        raise ConvscopeError(f"views = {views!r} came, and every pixel is answered", fix="--set views=mirrored")
    height, width = images_NCHW.shape[2:]
    padded = F.pad(images_NCHW, (1, 1, 1, 1), "reflect")

    def moved(down: int, across: int) -> Tensor:
        return padded[:, :, down : down + height, across : across + width]

    if views == "shifted":
        around = [answered(module(moved(*place))) for place in ((0, 1), (1, 0), (2, 1), (1, 2))]
        return logits / 3 + torch.stack(around).sum(0) / 6
    corners = [_both_ways(module, moved(*place)) for place in ((0, 0), (2, 2))]
    return 0.5 * logits + 0.25 * corners[0] + 0.25 * corners[1]


def _both_ways(module: nn.Module, images_NCHW: Tensor) -> Tensor:
    mirrored = answered(module(images_NCHW.flip(3)))
    return 0.5 * answered(module(images_NCHW)) + 0.5 * (mirrored.flip(3) if mirrored.ndim == 4 else mirrored)
