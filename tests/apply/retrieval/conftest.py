"""Pictures with copies among them, and a small network that a script can spell."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

NET = """import torch
from torch import nn


class Net(nn.Sequential):
    input_shape = (3, 16, 16)

    def __init__(self):
        torch.manual_seed(0)
        super().__init__(nn.Conv2d(3, 16, 3, 2), nn.ReLU(), nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Linear(256, 2))
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write net.py and eight pictures of soft patches into ``photos``."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.py").write_text(NET)
    (tmp_path / "photos").mkdir()
    for seed in range(8):
        patches = np.random.default_rng(seed).integers(0, 256, (4, 4, 3), dtype=np.uint8)
        Image.fromarray(patches).resize((40, 40), Image.Resampling.BICUBIC).save(tmp_path / "photos" / f"{seed}.png")
    return tmp_path
