"""Ranges over pictures."""

from pathlib import Path

import numpy as np
import torch
from torch import nn

from convscope.model import Model
from convscope.picture import InputContract
from convscope.ship.c99.folding import folded
from convscope.ship.c99.lowering import lowered
from convscope.ship.c99.proving import proven
from convscope.ship.c99.quantised.rewriting import quantised
from convscope.ship.c99.ranges import found


def test_they_are_the_ends_of_what_pytorch_computes(tmp_path: Path) -> None:
    """Of a convolution cut by its ReLU, over five pictures; the picture's own are known without any."""
    torch.manual_seed(0)
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(32, 3)).eval()
    model = Model(module, InputContract(1, 6, 6, mean=(0.5,), std=(0.25,)), (), "net")
    pictures = np.random.default_rng(0).integers(90, 150, (5, 6, 6, 1), dtype=np.uint8)
    program = folded(lowered(model))
    ranges = list(found(program, model, pictures, tmp_path).values())
    with torch.no_grad():
        maps = module[:2](torch.from_numpy(pictures.transpose(0, 3, 1, 2)).float() / 255 * 4 - 2)
    np.testing.assert_allclose(ranges[0], (-2, 2), rtol=1e-6)
    np.testing.assert_allclose(ranges[1], (float(maps.min()), float(maps.max())), rtol=1e-4, atol=1e-6)
    made = quantised(program, found(program, model, pictures, tmp_path))
    assert proven(made, model, pictures[:1], tmp_path) == len(made.steps) == 3, "beside an older library of that name"
