"""Colours that stay the content's: Gatys, Bethge, Hertzmann, Shechtman, Preserving Color, arXiv 1606.05897."""

from __future__ import annotations

import torch
from torch import Tensor

LUMINANCE = (0.299, 0.587, 0.114)
FAINT = 1e-5  # of variance: colours that a picture does not vary in are not stretched


def luminance(pixels_NCHW: Tensor) -> Tensor:
    """Give the brightness of each pixel, (N, 1, H, W), as ITU-R 601 weighs colours.

    >>> luminance(torch.ones(1, 3, 1, 1)).item()
    1.0
    """
    weights = torch.tensor(LUMINANCE, device=pixels_NCHW.device, dtype=pixels_NCHW.dtype)
    return (pixels_NCHW * weights[:, None, None]).sum(1, keepdim=True)


def with_luminance(pixels_NCHW: Tensor, wanted_N1HW: Tensor) -> Tensor:
    """Give a picture another brightness and leave its colours, which are what each channel is above it.

    Where a colour cannot be that bright or dark, it is as much so as it can.
    """
    colour = pixels_NCHW - luminance(pixels_NCHW)
    low, high = -colour.amin(1, keepdim=True), 1 - colour.amax(1, keepdim=True)
    return colour + torch.minimum(torch.maximum(wanted_N1HW, low), high)


def like_luminance(style_NCHW: Tensor, content_NCHW: Tensor) -> Tensor:
    """Give a style's brightness with the mean and the spread of the content's, in all channels."""
    own, other = luminance(style_NCHW), luminance(content_NCHW)
    spread = own.std(correction=0).clamp(min=FAINT**0.5)
    return ((own - own.mean()) * other.std(correction=0) / spread + other.mean()).clamp(0, 1).expand(-1, 3, -1, -1)


def matched(style_1CHW: Tensor, content_1CHW: Tensor) -> Tensor:
    """Move a style's colours so that their mean and covariance are the content's, by the square roots of these."""
    own, other = style_1CHW[0].flatten(1).double(), content_1CHW[0].flatten(1).double()
    centred = own - own.mean(1, keepdim=True)
    change = _root(torch.cov(other, correction=0)) @ torch.linalg.inv(_root(torch.cov(own, correction=0)))
    moved: Tensor = change @ centred + other.mean(1, keepdim=True)
    return moved.reshape(style_1CHW.shape).to(style_1CHW.dtype).clamp(0, 1)


def _root(covariance: Tensor) -> Tensor:
    """Give the symmetric square root."""
    values, vectors = torch.linalg.eigh(covariance)
    root: Tensor = vectors @ torch.diag(values.clamp(min=FAINT).sqrt()) @ vectors.T
    return root
