"""Templates of a linear classifier."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from convscope.errors import ConvscopeError
from convscope.look.templates import templates
from convscope.model import Model
from convscope.picture import InputContract


def linear(channels: int) -> tuple[Model, nn.Linear]:
    torch.manual_seed(0)
    layer = nn.Linear(channels * 20, 3)
    return Model(nn.Sequential(nn.Flatten(), layer), InputContract(channels, 4, 5), ("a", "b", "c"), "linear"), layer


@pytest.mark.parametrize("channels", [1, 4])
def test_they_are_the_weights_at_their_pixels(channels: int) -> None:
    """A tile a class, of several channels their sum; named."""
    model, layer = linear(channels)
    view = templates(model)
    expected = layer.weight.detach().reshape(3, channels, 4, 5).sum(1).numpy()
    np.testing.assert_allclose(view.array, expected, rtol=1e-6)
    assert view.captions == ("a", "b", "c") and view.legend == "signed"


def test_of_colour_mid_grey_is_zero() -> None:
    """Full colour is the largest weight."""
    model, layer = linear(3)
    view = templates(model)
    weights = layer.weight.detach().reshape(3, 3, 4, 5).permute(0, 2, 3, 1).numpy()
    np.testing.assert_allclose((view.array - 0.5) * 2 * np.abs(weights).max(), weights, atol=1e-6)


def test_a_network_that_is_linear_in_several_layers_has_them_too() -> None:
    """Convolution, mean pool, fully connected, no ReLU: score differences are sums over the template."""
    torch.manual_seed(0)
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(18, 70))
    model = Model(module, InputContract(1, 8, 8), (), "deep")
    view = templates(model)
    assert (len(view.array), view.hidden) == (64, 6)
    one, other = torch.rand(2, 1, 1, 8, 8)
    difference = (module(one) - module(other))[0, :64].detach().numpy()
    summed = (view.array * (one - other)[0, 0].numpy()).sum((1, 2))
    np.testing.assert_allclose(summed, difference, atol=1e-5)


def test_a_network_that_is_not_linear_has_none(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """LeNet-5 has ReLUs and pools; to know that takes two gradients, however many classes there are."""
    taken: list[int] = []
    gradients = torch.autograd.grad

    def counted(*args: Any, **named: Any) -> Any:
        taken.append(1)
        return gradients(*args, **named)

    monkeypatch.setattr(torch.autograd, "grad", counted)
    with pytest.raises(ConvscopeError, match="not linear in its picture, so it has no templates"):
        templates(model)
    assert len(taken) == 2
