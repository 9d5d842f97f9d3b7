"""A run to look at and a picture to look with."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.training import Recipe, train


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "trained"
    return train("digits", model="lenet5", out=folder, recipe=Recipe(epochs=1)).folder


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pictures") / "digit.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (8, 8), dtype=np.uint8)).save(path)
    return path
