"""Kernels of trained first layers."""

from typing import Any

import numpy as np
import pytest
from torch import nn

import convscope as cs
from convscope.errors import ConvscopeError
from convscope.lab import Opened
from convscope.lab.kernels import first_kernels, shipped
from convscope.model import Model
from convscope.picture import InputContract


def test_those_that_come_with_it_are_the_networks_own() -> None:
    """LeNet-5's six, in its order."""
    told = shipped()[0]
    model = cs.load("lenet5:mnist")
    weight = next(one.weight for one in model.module.modules() if isinstance(one, nn.Conv2d))
    assert (told["channels"], told["height"], told["width"], told["all"]) == (1, 5, 5, 6)
    np.testing.assert_allclose(told["kernels"], weight.detach().flatten(1), atol=5.1e-5)
    assert first_kernels(Opened("lenet5:mnist", model), {}) == told


def opened(*layers: Any) -> Opened:
    return Opened("mine.py:net", Model(nn.Sequential(*layers), InputContract(3, 8, 8, "stretch"), (), "mine.py:net"))


def test_of_many_kernels_the_strongest_are_given() -> None:
    """Sixteen of twenty, in the layer's order."""
    layer = nn.Conv2d(3, 20, 2)
    nn.init.constant_(layer.weight, 0.5)
    layer.weight.data[4:8] = 0
    told = first_kernels(opened(layer), {})
    assert told["all"] == 20 and told["kernels"] == [[0.5] * 12] * 16


def test_a_network_without_one_is_told() -> None:
    """No convolution, or one with more channels than the stage has."""
    for layer in (nn.Linear(3, 2), nn.Conv2d(4, 2, 3)):
        with pytest.raises(ConvscopeError, match="no first convolution"):
            first_kernels(opened(layer), {})
