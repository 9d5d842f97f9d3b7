"""A tiny network that says what is brightest, and pictures whose answers it must get right."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from convscope.model import Model
from convscope.picture import InputContract

COLOURS = {"red": (220, 30, 20), "green": (20, 220, 30), "blue": (30, 20, 220)}


class Brightest(nn.Module):
    """Mean of each channel, through a convolution and a norm that leave it as it is but for a scale."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 1, bias=False)
        self.norm = nn.BatchNorm2d(3)
        with torch.no_grad():
            self.conv.weight.copy_(torch.eye(3)[..., None, None])
            self.norm.running_mean.fill_(0.25)  # type: ignore[union-attr]
            self.norm.running_var.fill_(0.16)  # type: ignore[union-attr]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(self.conv(x)).mean((2, 3))  # type: ignore[no-any-return]


@pytest.fixture
def model() -> Model:
    contract = InputContract(3, 16, 16, "crop")
    return Model(Brightest().eval(), contract, tuple(COLOURS), "brightest", trained=True, answers="picture")


@pytest.fixture
def colours(tmp_path: Path) -> Path:
    """Write twelve pictures of three colours and of different sizes, ``0-red.png``, ``1-green.png`` …."""
    folder = tmp_path / "colours"
    folder.mkdir()
    for number in range(12):
        name = list(COLOURS)[number % 3]
        pixels = np.full((20 + number, 30 - number, 3), COLOURS[name], dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{number:02}-{name}.png")
    return folder
