"""How much each pixel moves a unit, measured."""

import numpy as np
import pytest
import torch
from torch import nn

from convscope.data import Dataset
from convscope.errors import ConvscopeError
from convscope.look import effective_field
from convscope.model import Model
from convscope.network.exact import receptive_set
from convscope.picture import InputContract


def test_of_averages_it_is_a_binomial() -> None:
    """Three 3-tap averages in a row move the middle by 1 3 6 7 6 3 1, each axis: worked by hand."""
    layers = [nn.Conv2d(1, 1, 3, bias=False) for _ in range(3)]
    for layer in layers:
        nn.init.constant_(layer.weight, 1 / 9)
    model = Model(nn.Sequential(*layers), InputContract(1, 9, 9), (), "means")
    _, field = effective_field(model, np.zeros((9, 9, 1), np.uint8), layer="2", at=(1, 1))
    along = np.array([0, 1, 3, 6, 7, 6, 3, 1, 0]) / 7
    np.testing.assert_allclose(field.array[0], np.outer(along, along), atol=1e-6)
    assert "of the 49 in the exact field's hull" in field.sentence


def test_it_lies_in_the_exact_field() -> None:
    """Nothing outside of it moves a unit: strides, dilation, a skip."""
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(3, 8, 3, stride=2), nn.ReLU(), nn.Conv2d(8, 8, 3, dilation=2), nn.MaxPool2d(2))
    model = Model(net, InputContract(3, 40, 36), (), "net")
    picture = np.random.default_rng(0).integers(0, 256, (40, 36, 3), dtype=np.uint8)
    _, field = effective_field(model, picture, layer="3", at=(4, 2))
    from convscope.network import trace

    exact = receptive_set(trace(net, (3, 40, 36)), "3", (4, 2))
    assert (field.array[0][~exact] == 0).all() and field.array[0][exact].max() == 1


def test_over_data_it_is_the_mean_of_the_pictures(model: Model, digits: Dataset) -> None:
    """64 of them, and how far it has come is told."""
    steps: list[tuple[int, int]] = []
    _, field = effective_field(
        model, digits.pictures[0], layer="conv2", data=digits, progress=lambda done, total: steps.append((done, total))
    )
    assert steps[-1] == (64, 64) and "over 64 pictures" in field.sentence


def test_what_has_no_field_is_told(model: Model, digits: Dataset) -> None:
    """Numbers without a place; a unit that nothing moves."""
    with pytest.raises(ConvscopeError, match="no map of rows and columns"):
        effective_field(model, digits.pictures[0], layer="fc1")
    dead = nn.Sequential(nn.Conv2d(1, 1, 3), nn.ReLU())
    nn.init.constant_(dead[0].weight, 0)  # type: ignore[arg-type]
    nn.init.constant_(dead[0].bias, -1)  # type: ignore[arg-type]
    with pytest.raises(ConvscopeError, match="no pixel moves"):
        effective_field(Model(dead, InputContract(1, 8, 8), (), "dead"), np.zeros((8, 8, 1), np.uint8), layer="1")
