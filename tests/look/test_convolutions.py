"""Kernels of any convolution, in one order of axes."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.errors import ConvscopeError, UnknownName
from convscope.look.convolutions import convolution
from convscope.model import Model
from convscope.picture import InputContract


def of(module: nn.Module, channels: int = 4) -> Model:
    return Model(module, InputContract(channels, 8, 8), (), "net")


@pytest.mark.parametrize("groups", [1, 2])
def test_a_transposed_ones_are_turned_to_outputs_first(groups: int) -> None:
    """A single number of an input's channel paints exactly the kernel [output, input] times it."""
    torch.manual_seed(0)
    module = nn.ConvTranspose2d(4, 6, 3, groups=groups, bias=False)
    found = convolution(of(module))
    assert found.weight.shape == (6, 4 // groups, 3, 3) and found.transposed
    for channel in range(4):
        point = torch.zeros(1, 4, 1, 1)
        point[0, channel] = 1
        painted = module(point)[0].detach().double().numpy()
        group, own = divmod(channel, 4 // groups)
        for output in range(6):
            expected = found.weight[output, own] if output // (6 // groups) == group else np.zeros((3, 3))
            np.testing.assert_array_equal(painted[output], expected)


def test_functional_calls_have_kernels(wired: Callable[..., nn.Module]) -> None:
    """By the layer's name; computed weights are those of the call."""
    torch.manual_seed(0)
    raw = torch.randn(5, 4, 3, 3)

    def forward(net: nn.Module, x: Tensor) -> Tensor:
        return F.conv_transpose2d(F.conv2d(x, raw - raw.mean()), raw)

    model = of(wired(forward))
    np.testing.assert_allclose(convolution(model).weight, (raw - raw.mean()).double(), rtol=1e-6)
    assert convolution(model, "conv_transpose2d").weight.shape == (4, 5, 3, 3)


def test_a_module_is_found_without_a_run() -> None:
    """Even where the network cannot run on its own contract; and beside it, the calls of others by their names."""
    model = of(nn.Sequential(nn.Conv1d(9, 2, 5)))
    assert convolution(model).weight.shape == (2, 9, 1, 5)


def test_what_is_none_is_told() -> None:
    """With the nearest name; a network without any."""
    with pytest.raises(UnknownName, match=r"convolution of net '2' is not known"):
        convolution(of(nn.Sequential(nn.Conv2d(4, 2, 3))), "2")
    with pytest.raises(ConvscopeError, match="no convolution"):
        convolution(of(nn.Sequential(nn.Flatten(), nn.Linear(256, 2))))
