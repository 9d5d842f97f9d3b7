"""Colour jitter: brightness, contrast and saturation, each picture's by its own factor."""

from __future__ import annotations

import torch
from torch import Tensor

LUMA = (0.2989, 0.587, 0.114)  # ITU-R 601-2, as Pillow's and torchvision's grey


def jitter_colours(
    images_NCHW: Tensor, *, brightness: float, contrast: float, saturation: float, generator: torch.Generator
) -> Tensor:
    """Change pictures of 0 … 1 by factors drawn evenly from 1 ± each amount, in this order, cut to 0 … 1 after each.

    Brightness multiplies; contrast goes away from, or towards, the mean grey of the picture; saturation from or towards
    the grey of each pixel. As torchvision's ColorJitter, whose order is random. Grey is the eye's weighting of three
    channels, the mean of any other number; one channel has no saturation.
    """
    drawn = torch.rand((3, len(images_NCHW)), generator=generator).to(images_NCHW) * 2 - 1
    brighter, steeper, richer = (1 + drawn * drawn.new_tensor([brightness, contrast, saturation])[:, None]).clamp(min=0)
    if brightness:
        images_NCHW = _away(images_NCHW, torch.zeros_like(images_NCHW[:, :1]), brighter)
    if contrast:
        images_NCHW = _away(images_NCHW, grey(images_NCHW).mean((2, 3), keepdim=True), steeper)
    if saturation and images_NCHW.shape[1] > 1:
        images_NCHW = _away(images_NCHW, grey(images_NCHW), richer)
    return images_NCHW


def grey(images_NCHW: Tensor) -> Tensor:
    """Give each pixel's grey, (N, 1, H, W)."""
    if images_NCHW.shape[1] != 3:
        return images_NCHW.mean(1, keepdim=True)
    return (images_NCHW * images_NCHW.new_tensor(LUMA)[:, None, None]).sum(1, keepdim=True)


def _away(images_NCHW: Tensor, middle: Tensor, factor_N: Tensor) -> Tensor:
    return (middle + (images_NCHW - middle) * factor_N[:, None, None, None]).clamp(0, 1)
