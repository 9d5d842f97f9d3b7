"""A network to train on from weights that it has."""

import pytest
import torch
from torch import nn

from convscope.errors import ConvscopeError
from convscope.models.trained import trained
from convscope.training.starting import has_weights, head_of, starting


def test_a_network_that_comes_trained_starts_from_its_weights() -> None:
    """With its contract; for other classes with a fresh last layer, the rest as it was."""
    assert has_weights("pretrained") and not has_weights("torchvision:resnet18")
    weights = trained("lenet5:mnist")[0].state_dict()
    same, contract = starting("lenet5:mnist", classes=10)
    other, _ = starting("lenet5:mnist", classes=3)
    assert contract is not None and contract.input_shape == same.input_shape
    assert all(torch.equal(tensor, weights[name]) for name, tensor in same.module.state_dict().items())
    found = other.module.state_dict()
    assert found["fc3.weight"].shape == (3, 84)
    assert all(torch.equal(found[name], weights[name]) for name in weights if not name.startswith("fc3"))


def test_another_network_starts_anew() -> None:
    """Without a contract of its own."""
    built, contract = starting("lenet5", classes=4)
    assert contract is None and built.module(torch.zeros(1, 1, 32, 32)).shape == (1, 4)


def test_a_last_layer_that_is_no_linear_one_is_told() -> None:
    """With what to do."""
    assert head_of(nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(2, 3)), "x")[0] == "2"
    with pytest.raises(ConvscopeError, match="head_epochs=0"):
        head_of(nn.Sequential(nn.Linear(2, 3), nn.Conv2d(1, 2, 3)), "x")
