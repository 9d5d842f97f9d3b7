"""Network in Network: a small fully connected network slides over the picture, and the maps themselves are the scores.

Lin, Chen, Yan: Network In Network, 2013 (arXiv 1312.4400), the network for CIFAR-10 with the sizes of the authors'
release: each block is a convolution and two 1 × 1 convolutions behind it, one map a class at the end, averaged. 966,986
parameters. What it taught the field: the 1 × 1 convolution, which mixes maps at one place, and global average pooling
in place of fully connected layers, which has no parameters to overfit and says where each class is. Both came first
here.

The paper rectifies the last maps too; here they are left free, or a class whose map starts negative could not learn.
Weights begin as He et al. 2015 have them.
"""

import torch
from torch import nn


class NIN(nn.Module):
    """(N, 3, 32, 32) to (N, classes)."""

    def __init__(self, channels: int = 3, classes: int = 10) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 192, 5, padding=2)
        self.relu1 = nn.ReLU()
        self.mlp1_1 = nn.Conv2d(192, 160, 1)
        self.relu1_1 = nn.ReLU()
        self.mlp1_2 = nn.Conv2d(160, 96, 1)
        self.relu1_2 = nn.ReLU()
        self.pool1 = nn.MaxPool2d(3, stride=2, ceil_mode=True)  # Caffe's pools round up: 32 to 16
        self.dropout1 = nn.Dropout(0.5)
        self.conv2 = nn.Conv2d(96, 192, 5, padding=2)
        self.relu2 = nn.ReLU()
        self.mlp2_1 = nn.Conv2d(192, 192, 1)
        self.relu2_1 = nn.ReLU()
        self.mlp2_2 = nn.Conv2d(192, 192, 1)
        self.relu2_2 = nn.ReLU()
        self.pool2 = nn.AvgPool2d(3, stride=2, ceil_mode=True)
        self.dropout2 = nn.Dropout(0.5)
        self.conv3 = nn.Conv2d(192, 192, 3, padding=1)
        self.relu3 = nn.ReLU()
        self.mlp3_1 = nn.Conv2d(192, 192, 1)
        self.relu3_1 = nn.ReLU()
        self.mlp3_2 = nn.Conv2d(192, classes, 1)
        self.pool3 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        for part in self.modules():
            if isinstance(part, nn.Conv2d):
                nn.init.kaiming_normal_(part.weight, nonlinearity="relu")

    def forward(self, images_NCHW: torch.Tensor) -> torch.Tensor:
        """Give one score (logit) a class, the mean of its map."""
        maps = self.relu1(self.conv1(images_NCHW))
        maps = self.relu1_2(self.mlp1_2(self.relu1_1(self.mlp1_1(maps))))
        maps = self.relu2(self.conv2(self.dropout1(self.pool1(maps))))
        maps = self.relu2_2(self.mlp2_2(self.relu2_1(self.mlp2_1(maps))))
        maps = self.relu3(self.conv3(self.dropout2(self.pool2(maps))))
        maps = self.mlp3_2(self.relu3_1(self.mlp3_1(maps)))
        scores: torch.Tensor = self.flatten(self.pool3(maps))
        return scores
