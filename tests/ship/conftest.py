"""A tiny network of digits, exported and calibrated once."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import nn

from convscope.data import load_dataset
from convscope.model import Model
from convscope.picture import InputContract
from convscope.ship import Bundle, onnx


@pytest.fixture(scope="session")
def tiny() -> Model:
    """Two convolutions, a norm, two fully connected layers; its weights are random, but always the same."""
    torch.manual_seed(0)
    norm = nn.BatchNorm2d(8)
    nn.init.uniform_(norm.running_mean)  # type: ignore[arg-type]
    module = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), norm, nn.ReLU(), nn.Conv2d(8, 8, 3, stride=2), nn.ReLU(), nn.Flatten(),
        nn.Linear(72, 16), nn.ReLU(), nn.Linear(16, 10),
    )  # fmt: skip
    return Model(module.eval(), InputContract(1, 8, 8), tuple("0123456789"), "tiny")


@pytest.fixture(scope="session")
def digits() -> npt.NDArray[np.uint8]:
    """The first 120 handwritten digits, (N, 8, 8, 1)."""
    return load_dataset("digits").fitted(InputContract(1, 8, 8))[:120]


@pytest.fixture(scope="session")
def shipped(tiny: Model, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Its float ONNX file."""
    return onnx(tiny, Path(tmp_path_factory.mktemp("ship")) / "tiny.onnx")
