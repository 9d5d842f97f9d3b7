"""The network of the fastest trainings on CIFAR-10: whitened patches, three groups of two convolutions, a global pool.

Jordan: 94% on CIFAR-10 in 3.29 Seconds on a Single GPU, 2024 (arXiv 2404.00498), section 3.1, which goes back to Page's
"How to train your ResNet" (2018): 1,972,792 parameters, of which the 288 of the first layer are set by the pictures'
own patches (``whitening = true`` in a recipe) and the norms' 1,152 scales stay 1. What it taught the field: how few
passes over the pictures are enough. Half of the kernels begin as the identity (Dirac), so that six layers pass on what
they get; a large ε-free norm with quick statistics in place of weight decay; scores divided by their number of inputs.

Its pools leave out the last row and column of maps of 31, 15 and 7 a side, as the rule stride-skips-pixels says: the
paper has it so, for speed. It ends in a global pool and takes pictures of any size from 13 × 13, which a recipe may
``grow``.
"""

import torch
from torch import nn


class Group(nn.Module):
    """Convolution, pool, norm, GELU, convolution, norm, GELU: half the side, ``outputs`` maps."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.pool = nn.MaxPool2d(2)
        self.norm1 = nn.BatchNorm2d(outputs, eps=1e-12, momentum=0.4)
        self.gelu1 = nn.GELU()
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs, eps=1e-12, momentum=0.4)
        self.gelu2 = nn.GELU()
        for convolution in (self.conv1, self.conv2):
            nn.init.dirac_(convolution.weight.data[: convolution.in_channels])
        for norm in (self.norm1, self.norm2):
            norm.weight.requires_grad_(False)

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        """Halve the maps' sides."""
        maps = self.gelu1(self.norm1(self.pool(self.conv1(maps))))
        answer: torch.Tensor = self.gelu2(self.norm2(self.conv2(maps)))
        return answer


class AirBench94(nn.Module):
    """(N, 3, 32, 32) to (N, classes); ``widths`` are the maps of the three groups."""

    def __init__(self, channels: int = 3, classes: int = 10, widths: tuple[int, int, int] = (64, 256, 256)) -> None:
        super().__init__()
        self.whiten = nn.Conv2d(channels, 2 * 4 * channels, 2)
        nn.init.zeros_(self.whiten.bias)  # type: ignore[arg-type]
        self.gelu = nn.GELU()
        self.group1 = Group(2 * 4 * channels, widths[0])
        self.group2 = Group(widths[0], widths[1])
        self.group3 = Group(widths[1], widths[2])
        self.pool = nn.AdaptiveMaxPool2d(1)
        self.flatten = nn.Flatten()
        self.head = nn.Linear(widths[2], classes, bias=False)
        nn.init.normal_(self.head.weight, std=1.0)

    def forward(self, images_NCHW: torch.Tensor) -> torch.Tensor:
        """Give one score (logit) a class."""
        maps = self.gelu(self.whiten(images_NCHW))
        maps = self.group3(self.group2(self.group1(maps)))
        scores: torch.Tensor = self.head(self.flatten(self.pool(maps)))
        return scores / self.head.in_features
