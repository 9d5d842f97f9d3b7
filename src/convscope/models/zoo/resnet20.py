"""ResNet-20: blocks that add what they compute to what they were given.

He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, 2015 (arXiv 1512.03385), section 4.2: the network for
CIFAR-10 of 6n + 2 layers with n = 3, in table 6 with 0.27M parameters (269,722). Shortcuts are option A: where the map
shrinks they take every second pixel, and new maps are zeros, so that no shortcut has a parameter. What it taught the
field: a plain network got worse as it grew deeper; with shortcuts, a block must only learn the difference, and depth
pays.
"""

import torch
import torch.nn.functional as F
from torch import nn


class ResNet20(nn.Module):
    """(N, 3, 32, 32) to (N, classes)."""

    def __init__(self, channels: int = 3, classes: int = 10) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, 16, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(16)
        self.relu = nn.ReLU()
        self.stage1 = nn.Sequential(Block(16, 16), Block(16, 16), Block(16, 16))
        self.stage2 = nn.Sequential(Block(16, 32, stride=2), Block(32, 32), Block(32, 32))
        self.stage3 = nn.Sequential(Block(32, 64, stride=2), Block(64, 64), Block(64, 64))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(64, classes)
        initialise(self)

    def forward(self, images_NCHW: torch.Tensor) -> torch.Tensor:
        """Give one score (logit) a class."""
        maps = self.relu(self.bn(self.conv(images_NCHW)))
        maps = self.stage3(self.stage2(self.stage1(maps)))
        scores: torch.Tensor = self.fc(self.flatten(self.pool(maps)))
        return scores


class Block(nn.Module):
    """Two 3 × 3 convolutions, added to the shortcut."""

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        same = stride == 1 and in_channels == out_channels
        self.shortcut = nn.Identity() if same else Shortcut(out_channels - in_channels, stride)
        self.relu2 = nn.ReLU()

    def forward(self, maps_NCHW: torch.Tensor) -> torch.Tensor:
        """Add the block's answer to its input."""
        residual = self.bn2(self.conv2(self.relu1(self.bn1(self.conv1(maps_NCHW)))))
        answer: torch.Tensor = self.relu2(residual + self.shortcut(maps_NCHW))
        return answer


class Shortcut(nn.Module):
    """Option A: every ``stride``-th pixel, and maps of zeros behind those there are; no parameters."""

    def __init__(self, new_channels: int, stride: int) -> None:
        super().__init__()
        self.subsample = nn.AvgPool2d(1, stride)  # the mean of one pixel
        self.new_channels = new_channels

    def forward(self, maps_NCHW: torch.Tensor) -> torch.Tensor:
        """Give fewer pixels and more maps."""
        return F.pad(self.subsample(maps_NCHW), (0, 0, 0, 0, 0, self.new_channels))


def initialise(network: nn.Module) -> None:
    """Draw convolutions' weights as He et al. 2015 (arXiv 1502.01852): variance 2 / fan-in, kept through ReLU."""
    for part in network.modules():
        if isinstance(part, nn.Conv2d):
            nn.init.kaiming_normal_(part.weight, nonlinearity="relu")
