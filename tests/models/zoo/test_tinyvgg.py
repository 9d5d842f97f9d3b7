"""Tiny VGG: CNN Explainer's sizes, and VGG's stacked 3 × 3."""

import torch

from convscope.models.zoo.tinyvgg import TinyVGG
from convscope.network import trace


def test_parameters_by_hand() -> None:
    """10·(3·9 + 1) + 3 · 10·(10·9 + 1) + 10·(10·13·13 + 1) = 280 + 2,730 + 16,910 = 19,920."""
    network = trace(TinyVGG(), (3, 64, 64))
    assert [layer.parameters for layer in network if layer.parameters] == [280, 910, 910, 910, 16_910]
    assert network.parameters == 19_920


def test_maps_have_cnn_explainers_sizes() -> None:
    """64 shrinks to 62, 60, 30, 28, 26 and 13, ten maps each."""
    network = trace(TinyVGG(), (3, 64, 64))
    names = ("conv1_1", "conv1_2", "pool1", "conv2_1", "conv2_2", "pool2")
    assert [network[name].output_shape[1:] for name in names] == [(10, n, n) for n in (62, 60, 30, 28, 26, 13)]


def test_macs_by_hand() -> None:
    """62²·10·27 + 60²·10·90 + 28²·10·90 + 26²·10·90 + 1,690·10 = 5,608,780."""
    assert trace(TinyVGG(), (3, 64, 64)).macs == 1_037_880 + 3_240_000 + 705_600 + 608_400 + 16_900


def test_two_kernels_of_three_see_five() -> None:
    """Behind two 3 × 3 convolutions a unit reads 5 × 5 pixels."""
    assert trace(TinyVGG(), (3, 64, 64))["conv1_2"].receptive_field == (5, 5)


def test_channels_and_classes_can_be_others() -> None:
    """With one channel and 7 classes it takes grey pictures and gives 7 scores."""
    with torch.no_grad():
        assert TinyVGG(channels=1, classes=7).eval()(torch.zeros(2, 1, 64, 64)).shape == (2, 7)


def test_a_step_lowers_the_loss() -> None:
    """One small step of SGD lowers the loss on the batch it was taken on."""
    torch.manual_seed(0)
    module, images, labels = TinyVGG(), torch.rand(4, 3, 64, 64), torch.arange(4)
    optimiser = torch.optim.SGD(module.parameters(), lr=1e-2)
    before = torch.nn.functional.cross_entropy(module(images), labels)
    before.backward()  # type: ignore[no-untyped-call]
    optimiser.step()
    assert torch.nn.functional.cross_entropy(module(images), labels) < before
