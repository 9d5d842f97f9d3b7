"""Ten linear classifiers on the picture as one long vector: the baseline before any convolution.

CIFAR-10's 32 × 32 × 3 picture is a vector of 3,072 numbers, each classifier a template of 3,072 weights and a bias:
30,730 parameters. What it taught the field: a template per class sees position, but no neighbourhood; permute all
pixels of all pictures in one fixed way and nothing changes for it.
"""

import torch
from torch import nn


class Linear(nn.Module):
    """Flatten, then one fully connected layer: (N, C, H, W) to (N, classes)."""

    def __init__(self, channels: int = 3, size: int = 32, classes: int = 10) -> None:
        super().__init__()
        self.classifiers = nn.Linear(channels * size * size, classes)

    def forward(self, images_NCHW: torch.Tensor) -> torch.Tensor:
        """Give one score a class."""
        scores: torch.Tensor = self.classifiers(torch.flatten(images_NCHW, 1))
        return scores
