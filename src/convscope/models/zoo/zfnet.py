"""ZFNet: AlexNet with a first layer that was mended by looking at it.

Zeiler, Fergus: Visualizing and Understanding Convolutional Networks, ECCV 2014 (arXiv 1311.2901), figure 3. Drawn by a
deconvnet, AlexNet's first layer had kernels for very high and very low frequencies and few between, its second the
aliasing of 11 × 11 kernels at stride 4; with 7 × 7 at stride 2 the error fell. What it taught the field: look at what
each unit answers to, and change the design by it; a trained network's maps climb from edges to textures to parts to
objects.

224 × 224 × 3 in. The paper's, for ImageNet, has 1,000 classes and 62,357,608 parameters (``classes=1000``); ten are the
default here, so that small sets can train it: 58,301,578. Where the paper normalises contrast across maps, AlexNet's
local response normalisation stands, and paddings are those that give figure 3's sizes (110, 55, 26, 13, 6).
"""

import torch
from torch import nn


class ZFNet(nn.Module):
    """(N, 3, 224, 224) to (N, classes)."""

    def __init__(self, channels: int = 3, classes: int = 10) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 96, 7, stride=2, padding=1)
        self.relu1 = nn.ReLU()
        self.pool1 = nn.MaxPool2d(3, stride=2, padding=1)
        self.norm1 = nn.LocalResponseNorm(5, k=2)
        self.conv2 = nn.Conv2d(96, 256, 5, stride=2)
        self.relu2 = nn.ReLU()
        self.pool2 = nn.MaxPool2d(3, stride=2, padding=1)
        self.norm2 = nn.LocalResponseNorm(5, k=2)
        self.conv3 = nn.Conv2d(256, 384, 3, padding=1)
        self.relu3 = nn.ReLU()
        self.conv4 = nn.Conv2d(384, 384, 3, padding=1)
        self.relu4 = nn.ReLU()
        self.conv5 = nn.Conv2d(384, 256, 3, padding=1)
        self.relu5 = nn.ReLU()
        self.pool5 = nn.MaxPool2d(3, stride=2)
        self.flatten = nn.Flatten()
        self.fc6 = nn.Linear(256 * 6 * 6, 4096)
        self.relu6 = nn.ReLU()
        self.dropout6 = nn.Dropout(0.5)
        self.fc7 = nn.Linear(4096, 4096)
        self.relu7 = nn.ReLU()
        self.dropout7 = nn.Dropout(0.5)
        self.fc8 = nn.Linear(4096, classes)

    def forward(self, images_NCHW: torch.Tensor) -> torch.Tensor:
        """Give one score (logit) a class."""
        maps = self.norm1(self.pool1(self.relu1(self.conv1(images_NCHW))))
        maps = self.norm2(self.pool2(self.relu2(self.conv2(maps))))
        maps = self.relu4(self.conv4(self.relu3(self.conv3(maps))))
        maps = self.pool5(self.relu5(self.conv5(maps)))
        features = self.dropout6(self.relu6(self.fc6(self.flatten(maps))))
        features = self.dropout7(self.relu7(self.fc7(features)))
        scores: torch.Tensor = self.fc8(features)
        return scores
