"""A tiny network of random weights that looks, and pictures."""

import numpy as np
import pytest
import torch
from torch import nn

from convscope.apply.style.features import Features
from convscope.model import Model
from convscope.picture import InputContract, Picture


def tiny() -> nn.Sequential:
    with torch.random.fork_rng():
        torch.manual_seed(3)
        return nn.Sequential(
            nn.Conv2d(3, 6, 3, padding=1), nn.ReLU(inplace=True), nn.Conv2d(6, 6, 3, padding=1), nn.ReLU(inplace=True),
            nn.MaxPool2d(2), nn.Conv2d(6, 8, 3, padding=1), nn.ReLU(inplace=True), nn.Conv2d(8, 8, 3, padding=1),
            nn.ReLU(inplace=True), nn.MaxPool2d(2), nn.Conv2d(8, 8, 3, padding=1), nn.ReLU(inplace=True),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 4),
        )  # fmt: skip


@pytest.fixture(scope="session")
def model() -> Model:
    contract = InputContract(3, 32, 32, "stretch", (0.5, 0.4, 0.3), (0.25, 0.2, 0.3))
    return Model(tiny().eval(), contract, (), "tiny", trained=True)


@pytest.fixture(scope="session")
def features(model: Model) -> Features:
    return Features(model)


@pytest.fixture(scope="session")
def scene() -> Picture:
    rows, columns = np.mgrid[0:40, 0:56]
    return np.stack([rows * 6, columns * 4, (rows + columns) * 2], 2).astype(np.uint8)


@pytest.fixture(scope="session")
def stripes() -> Picture:
    rows = np.mgrid[0:48, 0:48][0]
    return np.where((rows // 3 % 2)[..., None] == 0, [230, 120, 20], [20, 60, 160]).astype(np.uint8)
