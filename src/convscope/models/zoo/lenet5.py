"""LeNet-5, as it is taught today: convolution → pooling twice, then fully connected.

LeCun, Bottou, Bengio, Haffner: Gradient-Based Learning Applied to Document Recognition, 1998. Layer sizes are the
paper's (32 × 32 in; 6 and 16 kernels of 5 × 5; 120, 84 and 10 units); in place of its trainable subsampling, partial
connections, scaled tanh and radial-basis output stand max pooling, full connections, ReLU and a linear output: 61,706
parameters. What it taught the field: local receptive fields, shared weights and subsampling, trained as one.
"""

import torch
from torch import nn


class LeNet5(nn.Module):
    """(N, 1, 32, 32) to (N, classes)."""

    def __init__(self, channels: int = 1, classes: int = 10) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 6, 5)
        self.relu1 = nn.ReLU()
        self.pool1 = nn.MaxPool2d(2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.relu2 = nn.ReLU()
        self.pool2 = nn.MaxPool2d(2)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.relu3 = nn.ReLU()
        self.fc2 = nn.Linear(120, 84)
        self.relu4 = nn.ReLU()
        self.fc3 = nn.Linear(84, classes)

    def forward(self, images_NCHW: torch.Tensor) -> torch.Tensor:
        """Give one score (logit) a class."""
        maps = self.pool1(self.relu1(self.conv1(images_NCHW)))
        maps = self.pool2(self.relu2(self.conv2(maps)))
        features = self.relu3(self.fc1(self.flatten(maps)))
        scores: torch.Tensor = self.fc3(self.relu4(self.fc2(features)))
        return scores
