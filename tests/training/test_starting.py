"""A network to train on from weights that it has."""

import torch

from convscope.models.trained import trained
from convscope.training.starting import has_weights, starting


def test_a_network_that_comes_trained_starts_from_its_weights() -> None:
    """With its contract."""
    assert has_weights("pretrained") and not has_weights("torchvision:resnet18")
    weights = trained("lenet5:mnist")[0].state_dict()
    built, contract = starting("lenet5:mnist", classes=10)
    assert contract is not None and contract.input_shape == built.input_shape
    assert all(torch.equal(tensor, weights[name]) for name, tensor in built.module.state_dict().items())


def test_another_network_starts_anew() -> None:
    """Without a contract of its own."""
    built, contract = starting("lenet5", classes=4)
    assert contract is None and built.module(torch.zeros(1, 1, 32, 32)).shape == (1, 4)
