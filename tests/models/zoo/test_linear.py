"""Ten linear classifiers on the picture as one vector."""

import torch

from convscope.models.zoo.linear import Linear
from convscope.network import trace


def test_parameters_by_hand() -> None:
    """On CIFAR-10's 32·32·3 numbers ten templates and biases are 30,730 parameters; on 28·28 they are 7,850."""
    assert sum(parameter.numel() for parameter in Linear().parameters()) == 30_730
    assert sum(parameter.numel() for parameter in Linear(channels=1, size=28).parameters()) == 7_850


def test_each_score_is_a_template_and_a_bias() -> None:
    """A score is the sum of products of picture and template, plus the bias."""
    torch.manual_seed(0)
    module, picture = Linear(channels=1, size=2, classes=2), torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
    with torch.no_grad():
        module.classifiers.weight.copy_(torch.tensor([[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 10.0]]))
        module.classifiers.bias.copy_(torch.tensor([0.5, -0.5]))
        assert module(picture).tolist() == [[1.5, 41.5]]


def test_one_permutation_of_the_pixels_changes_nothing() -> None:
    """With pixels and templates permuted alike the scores are the same: it knows of no neighbourhood."""
    torch.manual_seed(0)
    module, picture = Linear(channels=1, size=4), torch.rand(1, 1, 4, 4)
    order = torch.randperm(16)
    with torch.no_grad():
        before = module(picture)
        module.classifiers.weight.copy_(module.classifiers.weight[:, order])
        torch.testing.assert_close(module(picture.flatten()[order].reshape(1, 1, 4, 4)), before)


def test_it_is_two_layers() -> None:
    """A trace shows the flattening and the classifiers."""
    assert [layer.operator for layer in trace(Linear(), (3, 32, 32))] == ["flatten", "linear"]
