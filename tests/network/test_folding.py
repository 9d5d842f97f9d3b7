"""Layers gathered into nodes."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import nn

from convscope.network import trace
from convscope.network.folding import folded

Wire = Callable[..., nn.Module]


def operators(module: nn.Module, shape: tuple[int, ...] = (2, 8, 8)) -> list[list[str]]:
    return [[layer.operator for layer in layers] for layers in folded(trace(module, shape))]


def test_norm_and_activation_stand_with_their_convolution() -> None:
    """So do dropout and flattening; what has windows or weights over places stands alone."""
    module = nn.Sequential(
        nn.Conv2d(2, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Dropout(), nn.Linear(36, 2)
    )
    assert operators(module) == [["conv2d", "batch_norm", "relu"], ["max_pool2d", "flatten", "dropout"], ["linear"]]


def test_what_two_layers_take_from_ends_its_node(wired: Wire) -> None:
    """Else a skip would seem to start behind the activation."""
    module = wired(lambda net, x: F.relu(y := net.conv(x)) + y, conv=nn.Conv2d(2, 2, 3))
    assert operators(module) == [["conv2d"], ["relu"], ["add"]]


def test_what_takes_from_two_starts_a_node(wired: Wire) -> None:
    """An addition is one; the activation behind it stands with it."""
    module = wired(lambda net, x: F.relu(net.conv(x) + x), conv=nn.Conv2d(2, 2, 3, padding=1))
    assert operators(module) == [["conv2d"], ["add", "relu"]]


def test_what_gathers_or_repeats_numbers_stands_alone(wired: Wire) -> None:
    """A mean, an upsampling; the input itself carries nothing."""
    module = wired(lambda net, x: F.interpolate(torch.relu(x), scale_factor=2.0).mean((2, 3)))
    assert operators(module) == [["relu"], ["interpolate"], ["mean"]]
