"""The all-convolutional net: nothing but convolutions and ReLU; where others pool, it strides.

Springenberg, Dosovitskiy, Brox, Riedmiller: Striving for Simplicity: The All Convolutional Net, 2014 (arXiv 1412.6806),
the network All-CNN-C for CIFAR-10: 1,369,738 parameters. What it taught the field: pooling layers are not needed; a
convolution of stride 2 subsamples as well, with weights of its own. (The mean over the last maps, 6 × 6, remains.)
The same paper gave guided backpropagation.

The paper rectifies the last maps too; here they are left free, or a class whose map starts negative could not learn.
Weights begin as He et al. 2015 have them: through nine layers without normalisation the signal must keep its size.
"""

import torch
from torch import nn


class AllConv(nn.Module):
    """(N, 3, 32, 32) to (N, classes)."""

    def __init__(self, channels: int = 3, classes: int = 10) -> None:
        super().__init__()
        self.dropout0 = nn.Dropout(0.2)
        self.conv1 = nn.Conv2d(channels, 96, 3, padding=1)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(96, 96, 3, padding=1)
        self.relu2 = nn.ReLU()
        self.conv3 = nn.Conv2d(96, 96, 3, stride=2, padding=1)  # in place of a pool
        self.relu3 = nn.ReLU()
        self.dropout3 = nn.Dropout(0.5)
        self.conv4 = nn.Conv2d(96, 192, 3, padding=1)
        self.relu4 = nn.ReLU()
        self.conv5 = nn.Conv2d(192, 192, 3, padding=1)
        self.relu5 = nn.ReLU()
        self.conv6 = nn.Conv2d(192, 192, 3, stride=2, padding=1)  # in place of a pool
        self.relu6 = nn.ReLU()
        self.dropout6 = nn.Dropout(0.5)
        self.conv7 = nn.Conv2d(192, 192, 3)
        self.relu7 = nn.ReLU()
        self.conv8 = nn.Conv2d(192, 192, 1)
        self.relu8 = nn.ReLU()
        self.conv9 = nn.Conv2d(192, classes, 1)
        self.mean = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        for part in self.modules():
            if isinstance(part, nn.Conv2d):
                nn.init.kaiming_normal_(part.weight, nonlinearity="relu")

    def forward(self, images_NCHW: torch.Tensor) -> torch.Tensor:
        """Give one score (logit) a class, the mean of its map."""
        maps = self.relu1(self.conv1(self.dropout0(images_NCHW)))
        maps = self.relu3(self.conv3(self.relu2(self.conv2(maps))))
        maps = self.relu4(self.conv4(self.dropout3(maps)))
        maps = self.relu6(self.conv6(self.relu5(self.conv5(maps))))
        maps = self.relu7(self.conv7(self.dropout6(maps)))
        maps = self.conv9(self.relu8(self.conv8(maps)))
        scores: torch.Tensor = self.flatten(self.mean(maps))
        return scores
