"""The all-convolutional net: no pooling layer, strides in its place."""

import torch

from convscope.models.zoo.allconv import AllConv
from convscope.network import trace


def test_parameters_by_hand() -> None:
    """Nine convolutions: 1,369,738."""
    network = trace(AllConv(), (3, 32, 32))
    assert [layer.parameters for layer in network if layer.parameters] == [
        96 * (3 * 9 + 1),
        96 * (96 * 9 + 1),
        96 * (96 * 9 + 1),
        192 * (96 * 9 + 1),
        192 * (192 * 9 + 1),
        192 * (192 * 9 + 1),
        192 * (192 * 9 + 1),
        192 * (192 + 1),
        10 * (192 + 1),
    ]
    assert network.parameters == 1_369_738


def test_it_has_no_pooling_layer() -> None:
    """No pool slides over a map: 32 becomes 16 and 8 by convolutions of stride 2; only the last maps are averaged."""
    network = trace(AllConv(), (3, 32, 32))
    assert [layer.name for layer in network if "pool" in layer.operator] == ["mean"]
    strided = [layer for layer in network if any(window.stride == 2 for window in layer.windows)]
    assert [(layer.name, layer.operator, layer.output_shape[1:]) for layer in strided] == [
        ("conv3", "conv2d", (96, 16, 16)),
        ("conv6", "conv2d", (192, 8, 8)),
    ]


def test_the_last_maps_are_six_by_six() -> None:
    """The paper averages over 6 × 6, so the seventh convolution is not padded."""
    assert trace(AllConv(), (3, 32, 32))["conv9"].output_shape == (1, 10, 6, 6)


def test_channels_and_classes_can_be_others() -> None:
    """With one channel and 7 classes it takes grey pictures and gives 7 scores."""
    with torch.no_grad():
        assert AllConv(channels=1, classes=7).eval()(torch.zeros(2, 1, 32, 32)).shape == (2, 7)


def test_a_step_lowers_the_loss() -> None:
    """One small step of SGD lowers the loss on the batch it was taken on."""
    torch.manual_seed(0)
    module, images, labels = AllConv().eval(), torch.rand(4, 3, 32, 32), torch.arange(4)
    optimiser = torch.optim.SGD(module.parameters(), lr=1e-3)
    before = torch.nn.functional.cross_entropy(module(images), labels)
    before.backward()  # type: ignore[no-untyped-call]
    optimiser.step()
    assert torch.nn.functional.cross_entropy(module(images), labels) < before
