"""A tiny linear network and its file, made once."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import nn

from convscope.model import Model
from convscope.picture import InputContract
from convscope.ship import onnx


@pytest.fixture(scope="session")
def small() -> Model:
    torch.manual_seed(0)
    module = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(144, 10))
    return Model(module.eval(), InputContract(1, 8, 8), (), "small")


@pytest.fixture(scope="session")
def file(small: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return onnx(small, tmp_path_factory.mktemp("bench") / "small.onnx").path


@pytest.fixture(scope="session")
def pictures() -> npt.NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 256, (7, 8, 8, 1), dtype=np.uint8)
