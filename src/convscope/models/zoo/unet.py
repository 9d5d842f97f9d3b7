"""U-Net: down by pools, up by transposed convolutions, and at every level what was there on the way down.

Ronneberger, Fischer, Brox: U-Net: Convolutional Networks for Biomedical Image Segmentation, MICCAI 2015 (arXiv
1505.04597): two 3 × 3 convolutions a level, twice the maps a level down, four levels. Two things differ, as they do in
most of today's: convolutions are padded, where the paper's lose a border at each, so that a picture of any size is
answered at its size; and each is followed by batch norm. The way down may be any other network, one with weights, whose
maps at a half, a quarter, … of the picture's side are passed on; then the way up ends at a half, and its scores are
enlarged twice. What it taught the field: a few dozen pictures are enough
where position is passed on instead of being reconstructed.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.models.backbones import Body
from convscope.models.zoo.resnet20 import initialise
from convscope.models.zoo.upsampling import cropped, upsampler


class UNet(nn.Module):
    """(N, channels, height, width) to (N, classes, height, width), of any size.

    ``width`` is the number of maps at the first level, 64 in the paper; ``depth`` how often the picture is halved.
    """

    def __init__(self, channels: int = 3, classes: int = 2, width: int = 32, depth: int = 4) -> None:
        super().__init__()
        maps = [width * 2**level for level in range(depth + 1)]
        self.down = nn.ModuleList(level(before, after) for before, after in pairwise([channels, *maps]))
        self.pool = nn.MaxPool2d(2, ceil_mode=True)
        self.grow = nn.ModuleList(nn.ConvTranspose2d(2 * few, few, 2, stride=2) for few in maps[:-1])
        self.up = nn.ModuleList(level(2 * few, few) for few in maps[:-1])
        self.score = nn.Conv2d(width, classes, 1)
        initialise(self)

    def forward(self, images_NCHW: Tensor) -> Tensor:
        """Give one score (logit) a class and pixel."""
        maps, passed = self.down[0](images_NCHW), list[Tensor]()
        for down in self.down[1:]:
            passed.append(maps)
            maps = down(self.pool(maps))
        for there, grow, up in zip(passed[::-1], self.grow[::-1], self.up[::-1], strict=True):
            maps = up(torch.cat([there, cropped(grow(maps), there)], 1))
        scores: Tensor = self.score(maps)
        return scores


class BodiedUNet(nn.Module):
    """(N, channels, height, width) to (N, classes, height, width), of any size that the body takes.

    ``width`` is the number of maps on the way up at half the picture's side; a level deeper has twice as many.
    """

    def __init__(self, body: Body, classes: int, width: int) -> None:
        super().__init__()
        maps = [width * 2**number for number in range(len(body.taps) - 1)]
        deeper = [*maps[1:], body.taps[-1].channels]
        self.grow = nn.ModuleList(
            nn.ConvTranspose2d(before, few, 2, stride=2) for before, few in zip(deeper, maps, strict=True)
        )
        self.up = nn.ModuleList(level(tap.channels + few, few) for tap, few in zip(body.taps, maps, strict=False))
        self.score = nn.Conv2d(width, classes, 1)
        initialise(self)
        self.body = body  # last: it has weights of its own
        self.last = upsampler(classes, body.taps[0].stride, "bilinear")

    def forward(self, images_NCHW: Tensor) -> Tensor:
        """Give one score (logit) a class and pixel."""
        *passed, maps = self.body(images_NCHW)
        for there, grow, up in zip(passed[::-1], self.grow[::-1], self.up[::-1], strict=True):
            maps = up(torch.cat([there, cropped(grow(maps), there)], 1))
        return cropped(self.last(self.score(maps)), images_NCHW)


def unet(
    channels: int = 3,
    classes: int = 2,
    width: int | None = None,
    depth: int | None = None,
    backbone: nn.Module | None = None,
    shape: tuple[int, ...] = (3, 128, 128),
) -> nn.Module:
    """Give a U-Net, on a body of its own (``width`` 32, ``depth`` 4) or on ``backbone`` (``width`` 16, ``depth`` 5).

    Raises `ConvscopeError` where the backbone lacks a map at a power of two on the way.
    """
    if backbone is None:
        return UNet(channels, classes, width or 32, depth or 4)
    if (depth or 5) < 2:
        raise ConvscopeError(f"depth={depth} came, and a way up on a backbone has two maps at least", fix="depth=5")
    strides = tuple(2**number for number in range(1, (depth or 5) + 1))
    return BodiedUNet(Body(backbone, (channels, *shape[1:]), strides), classes, width or 16)


def level(before: int, after: int) -> nn.Sequential:
    """Give two 3 × 3 convolutions, each with batch norm and ReLU."""
    return nn.Sequential(
        nn.Conv2d(before, after, 3, padding=1, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(),
        nn.Conv2d(after, after, 3, padding=1, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(),
    )
