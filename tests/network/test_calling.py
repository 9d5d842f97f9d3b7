"""Calls with other arguments: each is what the constructor with that argument would make."""

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from convscope.errors import ConvscopeError
from convscope.network.calling import bound, fitting, rewritten


def call_of(module: nn.Conv2d | nn.ConvTranspose2d, x: torch.Tensor) -> dict[str, Any]:
    own = (x, module.weight, module.bias, module.stride, module.padding)
    if isinstance(module, nn.ConvTranspose2d):
        return bound(
            torch.conv_transpose2d,
            "conv_transpose2d",
            (*own, module.output_padding, module.groups, module.dilation),
            {},
        )
    return bound(torch.conv2d, "conv2d", (*own, module.dilation, module.groups), {})


@pytest.mark.parametrize(
    "changed",
    [
        {"padding": 2}, {"stride": (1, 2)}, {"kernel_size": 5}, {"kernel_size": (1, 3), "padding": (0, 1)},
        {"out_channels": 12}, {"groups": 4}, {"dilation": 2}, {"bias": False}, {"out_channels": 8, "groups": 8},
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", [nn.Conv2d, nn.ConvTranspose2d])
def test_a_changed_call_is_the_changed_constructors(kind: type[nn.Conv2d], changed: dict[str, Any]) -> None:
    """The weights have the constructor's shapes, and the answer its size."""
    usual: dict[str, Any] = {"in_channels": 8, "out_channels": 16, "kernel_size": 3, "stride": 2, "padding": 1}
    x, other = torch.rand(1, 8, 11, 13), kind(**{**usual, **changed})
    call, name = call_of(kind(**usual), x), "conv2d" if kind is nn.Conv2d else "conv_transpose2d"
    rewritten(call, name, changed)
    assert call["weight"].shape == other.weight.shape
    assert (call["bias"] is None) == (other.bias is None)
    assert other.bias is None or call["bias"].shape == other.bias.shape
    assert getattr(torch, name)(call.pop("input"), **call).shape == other(x).shape


def test_pools_and_resizes_take_theirs() -> None:
    """By the names that constructors and functions give them, those that were not said included."""
    x = torch.rand(1, 1, 7, 7)
    pool = bound(F.max_pool2d, "max_pool2d", (x, 3, 3), {})
    rewritten(pool, "max_pool2d", {"ceil_mode": True, "kernel_size": 2})
    assert F.max_pool2d(pool.pop("input"), **pool).shape == nn.MaxPool2d(2, 3, ceil_mode=True)(x).shape
    resize = bound(F.interpolate, "interpolate", (x,), {"size": (3, 3), "mode": "bilinear"})
    rewritten(resize, "interpolate", {"size": None, "scale_factor": 2.0, "mode": "area"})
    assert F.interpolate(resize.pop("input"), **resize).shape == (1, 1, 14, 14)


def test_what_a_function_does_not_take_is_told() -> None:
    """An argument it has not, channels that do not divide, a bias out of nothing, a function without names."""
    x = torch.rand(1, 8, 9, 9)
    for changed in ({"momentum": 1}, {"groups": 3}, {"bias": True}):
        with pytest.raises(ConvscopeError):
            rewritten(call_of(nn.Conv2d(8, 8, 3), x), "conv2d", changed)
    with pytest.raises(ConvscopeError, match="arguments of gelu are not known"):
        bound(F.gelu, "gelu", (x,), {})


def test_what_would_fit_is_what_reaches_a_layer() -> None:
    """Features of a fully connected layer, channels of a convolution and of a norm; depthwise stays depthwise."""
    x = torch.rand(1, 12, 5, 5)
    assert fitting(call_of(nn.Conv2d(12, 4, 3), x), "conv2d") == {}
    assert fitting(call_of(nn.Conv2d(8, 4, 3), x), "conv2d") == {"in_channels": 12}
    depthwise = fitting(call_of(nn.Conv2d(8, 16, 3, groups=8), x), "conv2d")
    assert depthwise == {"in_channels": 12, "out_channels": 24, "groups": 12}
    norm = {"input": x, "running_mean": torch.zeros(8), "weight": torch.ones(8)}
    assert fitting(norm, "batch_norm") == {"num_features": 12}
    linear = nn.Linear(100, 10)
    assert fitting({"input": x.flatten(1), "weight": linear.weight}, "linear") == {"in_features": 300}
    assert fitting({"input": 3}, "linear") == {}
