"""A network for digits that is learnt in seconds: nine pixels become one, by kernels that the digits' own patches set.

Made for this project, by what fast trainings have in common (Jordan, arXiv 2404.00498, for photographs): a first layer
that is set from the covariance of the pictures' patches and not trained (``whitening = true`` in a recipe), so that no
gradient goes back through the largest maps; convolution before pooling, so that norm and ReLU work on a quarter; batch
norm behind every trained convolution. 17,626 parameters, of which 192 are set. bench/mnist.py measures it.

It takes digits of 28 × 28 alone, since it ends in a fully connected layer over places.
"""

import torch
from torch import nn


class DigitNet(nn.Module):
    """(N, 1, 28, 28) to (N, classes)."""

    def __init__(self, channels: int = 1, classes: int = 10) -> None:
        super().__init__()
        self.whiten = nn.Conv2d(channels, 12, 4, stride=3, padding=2, bias=False)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(12, 24, 3, padding=1, bias=False)
        self.pool2 = nn.MaxPool2d(2)
        self.norm2 = nn.BatchNorm2d(24)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(24, 48, 3, bias=False)
        self.norm3 = nn.BatchNorm2d(48)
        self.relu3 = nn.ReLU(inplace=True)
        self.flatten = nn.Flatten()
        self.head = nn.Linear(48 * 3 * 3, classes)

    def forward(self, images_NCHW: torch.Tensor) -> torch.Tensor:
        """Give one score (logit) a class."""
        maps = self.relu1(self.whiten(images_NCHW))
        maps = self.relu2(self.norm2(self.pool2(self.conv2(maps))))
        maps = self.relu3(self.norm3(self.conv3(maps)))
        scores: torch.Tensor = self.head(self.flatten(maps))
        return scores
