"""How a map grows back to the picture: bilinear, or a transposed convolution that begins as bilinear.

Both by a factor of their own, whatever the picture's size, so that a picture cut into tiles is answered as the whole.
"""

from __future__ import annotations

from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Upsampling = Literal["bilinear", "transposed"]


class Bilinear(nn.Module):
    """Enlarge by a whole factor, bilinear, pixels being areas (``align_corners=False``)."""

    def __init__(self, factor: int) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, maps_NCHW: Tensor) -> Tensor:
        """Give maps ``factor`` times as high and wide."""
        return F.interpolate(maps_NCHW, scale_factor=float(self.factor), mode="bilinear", align_corners=False)

    def extra_repr(self) -> str:
        """Show the factor."""
        return f"factor={self.factor}"


def upsampler(channels: int, factor: int, how: Upsampling) -> nn.Module:
    """Give a module that enlarges ``channels`` maps by an even ``factor``.

    *transposed* is Long et al.'s: a kernel of twice the factor a side, at first bilinear within each map and 0 between
    maps, then learnt.

    >>> torch.manual_seed(0), upsampler(2, 2, "transposed")(torch.ones(1, 2, 5, 5))[0, 0, 4, 4].item()  # doctest: +SKIP
    """
    if how == "bilinear":
        return Bilinear(factor)
    grown = nn.ConvTranspose2d(channels, channels, 2 * factor, stride=factor, padding=factor // 2, bias=False)
    with torch.no_grad():
        grown.weight.zero_()
        for number in range(channels):
            grown.weight[number, number] = bilinear_kernel(2 * factor)
    return grown


def bilinear_kernel(side: int) -> Tensor:
    """Give the kernel, (side, side), with which a transposed convolution of stride side / 2 interpolates.

    >>> bilinear_kernel(4)[0].tolist()
    [0.0625, 0.1875, 0.1875, 0.0625]
    """
    factor = side // 2
    places = (torch.arange(side) + 0.5 - factor).abs() / factor
    line = 1 - places
    return torch.outer(line, line)


def cropped(maps_NCHW: Tensor, like_NCHW: Tensor) -> Tensor:
    """Cut maps to the height and width of others, from the first row and column on.

    A side of 45 pixels makes 23, 12, 6 where it is halved with padding; enlarged again they are up to a factor less one
    pixel too long, at their end. Maps that are too short, as those of a network without padding, are resized.
    """
    height, width = like_NCHW.shape[2:]
    if maps_NCHW.shape[2] < height or maps_NCHW.shape[3] < width:
        return F.interpolate(maps_NCHW, size=(height, width), mode="bilinear", align_corners=False)
    return maps_NCHW if maps_NCHW.shape[2:] == like_NCHW.shape[2:] else maps_NCHW[:, :, :height, :width]
