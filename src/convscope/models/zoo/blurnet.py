"""BlurNet: ResNet-20 that blurs before it leaves pixels out.

Zhang: Making Convolutional Networks Shift-Invariant Again, ICML 2019 (arXiv 1904.11486), applied to `ResNet20`. Where
that has a convolution of stride 2, this has the convolution at stride 1, ReLU, and then every second pixel of the map
blurred by a fixed 3 × 3 binomial kernel ([1 2 1] ⊗ [1 2 1] / 16); shortcuts are blurred likewise. Parameters, and their
names, are those of `ResNet20`: 269,722. What it taught the field: to subsample without a low-pass filter aliases, as
signal processing had always said, and that is why shifting a picture by a pixel can change a network's answer.

The map's border is padded with zeros, where the paper reflects it.
"""

import torch
import torch.nn.functional as F
from torch import nn

from convscope.models.zoo.resnet20 import Block, initialise


class BlurNet(nn.Module):
    """(N, 3, 32, 32) to (N, classes)."""

    def __init__(self, channels: int = 3, classes: int = 10) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, 16, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(16)
        self.relu = nn.ReLU()
        self.stage1 = nn.Sequential(Block(16, 16), Block(16, 16), Block(16, 16))
        self.stage2 = nn.Sequential(BlurBlock(16, 32), Block(32, 32), Block(32, 32))
        self.stage3 = nn.Sequential(BlurBlock(32, 64), Block(64, 64), Block(64, 64))
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


class BlurBlock(nn.Module):
    """A residual block that halves the map, blurring it on both ways."""

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.relu1 = nn.ReLU()
        self.blur = BlurPool(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.shortcut = BlurPool(in_channels)
        self.new_channels = out_channels - in_channels
        self.relu2 = nn.ReLU()

    def forward(self, maps_NCHW: torch.Tensor) -> torch.Tensor:
        """Add the block's answer to its input, both at half the size; new maps of the input are zeros."""
        residual = self.blur(self.relu1(self.bn1(self.conv1(maps_NCHW))))
        residual = self.bn2(self.conv2(residual))
        given = F.pad(self.shortcut(maps_NCHW), (0, 0, 0, 0, 0, self.new_channels))
        answer: torch.Tensor = self.relu2(residual + given)
        return answer


class BlurPool(nn.Module):
    """Every second pixel of each map blurred by [1 2 1] ⊗ [1 2 1] / 16, which is fixed and belongs to no state dict."""

    kernel: torch.Tensor

    def __init__(self, channels: int) -> None:
        super().__init__()
        line = torch.tensor([1.0, 2.0, 1.0]) / 4
        self.register_buffer("kernel", torch.outer(line, line).repeat(channels, 1, 1, 1), persistent=False)

    def forward(self, maps_NCHW: torch.Tensor) -> torch.Tensor:
        """Halve height and width."""
        return F.conv2d(maps_NCHW, self.kernel, stride=2, padding=1, groups=self.kernel.shape[0])
