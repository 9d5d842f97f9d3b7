"""A network for digits that is learnt in seconds: its sizes, and what needs no gradient."""

import torch

from convscope.models.zoo.digitnet import DigitNet
from convscope.network import trace


def test_parameters_by_hand() -> None:
    """Kernels without biases, two numbers a channel in each norm, a last layer: 17,626."""
    network = trace(DigitNet(), (1, 28, 28))
    assert [layer.parameters for layer in network if layer.parameters] == [
        12 * 16,
        24 * 12 * 9,
        2 * 24,
        48 * 24 * 9,
        2 * 48,
        10 * (48 * 3 * 3 + 1),
    ]
    assert network.parameters == 17_626


def test_nine_pixels_become_one() -> None:
    """Kernels of 4 × 4 every third pixel, each reading a pixel of its neighbour's: maps of 10, pooled to 5."""
    network = trace(DigitNet(), (1, 28, 28))
    assert network["whiten"].output_shape[1:] == (12, 10, 10)
    assert network["norm2"].output_shape[1:] == (24, 5, 5)


def test_no_gradient_reaches_the_first_layer_once_it_is_set() -> None:
    """Behind a layer that is not trained nothing is computed on the way back."""
    torch.manual_seed(0)
    module = DigitNet()
    module.whiten.weight.requires_grad_(False)
    kept: list[torch.Tensor] = []
    module.relu1.register_forward_hook(lambda _module, _inputs, maps: kept.append(maps))
    torch.nn.functional.cross_entropy(module(torch.rand(4, 1, 28, 28)), torch.arange(4)).backward()  # type: ignore[no-untyped-call]
    assert not kept[0].requires_grad
    assert module.conv2.weight.grad is not None and module.whiten.weight.grad is None


def test_channels_and_classes_can_be_others() -> None:
    """Three channels, 26 letters."""
    with torch.no_grad():
        assert DigitNet(channels=3, classes=26).eval()(torch.zeros(2, 3, 28, 28)).shape == (2, 26)
