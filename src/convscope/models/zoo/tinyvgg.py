"""Tiny VGG: two blocks of two 3 × 3 convolutions and a pool, then one fully connected layer.

Wang, Turko, Shaikh, Park, Das, Hohman, Kahng, Chau: CNN Explainer: Learning Convolutional Neural Networks with
Interactive Visualization, IEEE TVCG, 2020 (arXiv 2004.15004). The network that the paper's page shows at work,
number by number: 64 × 64 × 3 in, ten maps in every layer, no padding. It is VGG (Simonyan, Zisserman 2014) made small
enough to see whole: 19,920 parameters with ten classes. What it taught the field: a network is understood by touching
it; and, from VGG, two 3 × 3 kernels in a row see 5 × 5 with fewer weights and one more bend.
"""

import torch
from torch import nn


class TinyVGG(nn.Module):
    """(N, 3, 64, 64) to (N, classes)."""

    def __init__(self, channels: int = 3, classes: int = 10) -> None:
        super().__init__()
        self.conv1_1 = nn.Conv2d(channels, 10, 3)
        self.relu1_1 = nn.ReLU()
        self.conv1_2 = nn.Conv2d(10, 10, 3)
        self.relu1_2 = nn.ReLU()
        self.pool1 = nn.MaxPool2d(2)
        self.conv2_1 = nn.Conv2d(10, 10, 3)
        self.relu2_1 = nn.ReLU()
        self.conv2_2 = nn.Conv2d(10, 10, 3)
        self.relu2_2 = nn.ReLU()
        self.pool2 = nn.MaxPool2d(2)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(10 * 13 * 13, classes)

    def forward(self, images_NCHW: torch.Tensor) -> torch.Tensor:
        """Give one score (logit) a class."""
        maps = self.relu1_1(self.conv1_1(images_NCHW))
        maps = self.pool1(self.relu1_2(self.conv1_2(maps)))
        maps = self.relu2_1(self.conv2_1(maps))
        maps = self.pool2(self.relu2_2(self.conv2_2(maps)))
        scores: torch.Tensor = self.fc(self.flatten(maps))
        return scores
