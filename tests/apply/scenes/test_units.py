"""Pieces of work on a scene."""

import numpy as np
import pytest
import torch
from torch import nn

from convscope.apply.scenes.meaning import Meaning
from convscope.apply.scenes.units import BlendedUnits, ExactUnits, Units, WholeUnits
from convscope.apply.tiling import plan

NET = nn.Sequential(nn.Conv2d(3, 4, 5, padding=2), nn.ReLU(), nn.Conv2d(4, 3, 3, padding=1)).eval()
SCENE = torch.rand(1, 3, 70, 50, generator=torch.Generator().manual_seed(0))


def put_together(units: Units, module: nn.Module, channels: int = 3) -> torch.Tensor:
    """Run every piece on what it reads, and make sure that each place is answered for once."""
    found, times = torch.full((channels, 70, 50), torch.nan), np.zeros((70, 50))
    for index in range(len(units)):
        part = units.run(module, index, SCENE[:, :, *units.reads(index)])[0]
        found[:, *units.answers(index)] = part
        times[units.answers(index)] += 1
    assert (times == 1).all()
    return found


@pytest.mark.parametrize("units", [ExactUnits(plan(NET, (3, 70, 50), tile=16)), WholeUnits(70, 50)])
def test_tiles_and_the_whole_answer_as_the_network_does(units: Units) -> None:
    """To the rounding of float32."""
    with torch.inference_mode():
        assert torch.allclose(put_together(units, NET), NET(SCENE)[0], atol=1e-5)


@pytest.mark.parametrize(("side", "cells"), [(16, 2), (16, 8), (10, 3), (50, 1), (7, 2)])
def test_blending_what_depends_on_a_pixel_alone_changes_nothing(side: int, cells: int) -> None:
    """Weights add up to 1 everywhere, at the scene's ends too."""
    alone = nn.Conv2d(3, 3, 1).eval()
    units = BlendedUnits(70, 50, side, Meaning(3, "scores"), cells)
    with torch.inference_mode():
        assert torch.allclose(put_together(units, alone), alone(SCENE)[0].softmax(0), atol=1e-6)


def test_pieces_agree_whatever_their_size() -> None:
    """The windows are the scene's: cutting it into pieces moves none."""
    few, many = (put_together(BlendedUnits(70, 50, 16, Meaning(3, "scores"), cells), NET) for cells in (9, 2))
    assert torch.allclose(few, many, atol=1e-6)


def test_a_windows_seam_has_no_weight() -> None:
    """Of a network that answers with its window's mean, the answer changes by little from pixel to pixel."""

    class Mean(nn.Module):
        def forward(self, images: torch.Tensor) -> torch.Tensor:
            return images.mean((2, 3), keepdim=True).expand_as(images)

    found = put_together(BlendedUnits(70, 50, 20, Meaning(3, "shares"), 2), Mean())
    steps = max((found.diff(dim=axis).abs().max() for axis in (1, 2)), default=torch.zeros(()))
    assert steps < 0.03
