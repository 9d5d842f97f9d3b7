"""Which layers say what style and content are."""

import pytest
import torch
from torch import nn
from torchvision.models import vgg19

from convscope.apply.style.layers import choose
from convscope.errors import ConvscopeError, UnknownName
from convscope.network import trace


def test_of_vgg_19_they_are_those_of_gatys() -> None:
    """relu1_1, relu2_1, relu3_1, relu4_1, relu5_1, and relu4_2 for content."""
    with torch.device("meta"):
        features = vgg19().features
    chosen = choose(trace(features.to_empty(device="cpu"), (3, 64, 64)))
    assert [layer.name for layer in chosen.style] == ["1", "6", "11", "20", "29"]
    assert chosen.content.name == "22"
    assert [layer.output_shape[1] for layer in chosen.all] == [64, 128, 256, 512, 512, 512]


def test_those_that_are_named_are_taken() -> None:
    net = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.Tanh(), nn.Conv2d(4, 4, 3, padding=1))
    chosen = choose(trace(net, (3, 16, 16)), ("2",), "0")
    assert [layer.name for layer in chosen.all] == ["0", "2"]
    assert [layer.name for layer in choose(trace(net, (3, 16, 16))).style] == ["0"], "without ReLUs, convolutions"
    with pytest.raises(UnknownName, match="'9' is not known"):
        choose(trace(net, (3, 16, 16)), ("9",))


def test_a_network_without_maps_is_refused() -> None:
    """One of fully connected layers, and a layer that is none."""
    line = nn.Sequential(nn.Flatten(), nn.Linear(48, 4), nn.ReLU())
    with pytest.raises(ConvscopeError, match="has no maps that a convolution made"):
        choose(trace(line, (3, 4, 4)))
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))
    with pytest.raises(ConvscopeError, match="4 is 2, no map"):
        choose(trace(net, (3, 16, 16)), ("4",))
