"""Kernels beside the classic ones they resemble."""

import numpy as np
import pytest
import torch
from torch import nn

from convscope.errors import ConvscopeError
from convscope.look import resemblance
from convscope.model import Model
from convscope.picture import InputContract

SOBEL = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def of(module: nn.Module, channels: int) -> Model:
    return Model(module, InputContract(channels, 8, 8), (), "net")


def test_each_pair_is_a_kernel_and_its_classic() -> None:
    """Over three channels the sum counts; the likeness is that of the two tiles, the chance is said."""
    module = nn.Conv2d(3, 2, 3)
    with torch.no_grad():
        module.weight[0] = SOBEL / 3
        module.weight[1] = torch.randn(3, 3, 3, generator=torch.Generator().manual_seed(0))
    view = resemblance(of(module, 3))
    assert view.array.shape == (4, 3, 3) and view.captions[:2] == ("0", "Sobel 0°  1.00")
    np.testing.assert_allclose((view.array[2] * view.array[3]).sum(), float(view.captions[3].split()[-1]), atol=0.005)
    assert "random numbers reach 0." in view.sentence


def test_a_deep_layers_strongest_kernels_are_compared_one_by_one() -> None:
    """48 of 10 × 12, each named by its output and input; those of the largest weights."""
    module = nn.Conv2d(12, 10, 3)
    with torch.no_grad():
        module.weight[7, 5] = 100 * SOBEL
    view = resemblance(of(module, 12))
    assert len(view.array) == 96 and view.hidden == 72
    assert view.captions[view.captions.index("7←5") + 1] == "Sobel 0°  1.00"


def test_one_position_resembles_nothing() -> None:
    """And that is said."""
    with pytest.raises(ConvscopeError, match="1 × 1 positions, too few"):
        resemblance(of(nn.Conv2d(3, 2, 1), 3))
