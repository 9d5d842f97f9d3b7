"""The networks that experiments compare: the same convolutions, made smaller in different ways.

Each has three blocks of convolution, ReLU and something that halves the map, then a head: a weight for each of its
*places*, as in LeNet-5, or the *mean* over each last map, which knows no place.
"""

from __future__ import annotations

from typing import Literal

import torch
from torch import nn

from convscope.models.zoo.blurnet import BlurPool

Way = Literal["pool", "stride", "blur", "none"]
Head = Literal["places", "mean"]
WIDTHS = (16, 32, 32)
HALVED = 2 ** len(WIDTHS)  # by how much a map is smaller than the picture in the end


class Small(nn.Module):
    """(N, C, side, side) to (N, classes): convolutions of 3 × 3 to 16, 32 and 32 maps, halved by ``way`` after each.

    *pool* takes the maximum of 2 × 2, *stride* computes every second place only, *blur* blurs by [1 2 1] ⊗ [1 2 1] / 16
    and takes every second place (Zhang, arXiv 1904.11486), *none* keeps the size. The convolutions' weights are the
    same in number and in shape.
    """

    def __init__(
        self, way: Way = "pool", head: Head = "mean", *, channels: int = 1, side: int = 32, classes: int = 10
    ) -> None:
        super().__init__()
        self.input_shape = (channels, side, side)
        into = (channels, *WIDTHS)
        self.maps = nn.Sequential(
            *(part for number, out in enumerate(WIDTHS) for part in _block(into[number], out, way))
        )
        last = side if way == "none" else side // HALVED
        self.gather = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()) if head == "mean" else nn.Flatten()
        self.classify = nn.Linear(WIDTHS[-1] * (1 if head == "mean" else last * last), classes)

    def features(self, images_NCHW: torch.Tensor) -> torch.Tensor:
        """Give what the classifier reads: (N, maps) or (N, maps × places)."""
        features: torch.Tensor = self.gather(self.maps(images_NCHW))
        return features

    def forward(self, images_NCHW: torch.Tensor) -> torch.Tensor:
        """Give one score a class."""
        scores: torch.Tensor = self.classify(self.features(images_NCHW))
        return scores


def _block(into: int, out: int, way: Way) -> list[nn.Module]:
    convolution = nn.Conv2d(into, out, 3, stride=2 if way == "stride" else 1, padding=1, bias=False)
    smaller: list[nn.Module] = []
    if way in ("pool", "blur"):
        smaller = [nn.MaxPool2d(2) if way == "pool" else BlurPool(out)]
    return [convolution, nn.BatchNorm2d(out), nn.ReLU(), *smaller]


def spelled(way: Way, head: Head, *, channels: int, side: int, classes: int) -> str:
    """Write how such a network is asked for, so that a run of it can be loaded again."""
    arguments = f"{way!r}, {head!r}, channels={channels}, side={side}, classes={classes}"
    return f"convscope.experiments.subjects:Small({arguments})"
