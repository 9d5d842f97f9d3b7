"""ZFNet: figure 3's sizes, and a first layer that does not leave gaps."""

import torch

from convscope.models.zoo.zfnet import ZFNet
from convscope.network import trace


def test_parameters_by_hand() -> None:
    """Five convolutions and three fully connected layers: 58,301,578 with ten classes."""
    network = trace(ZFNet(), (3, 224, 224))
    assert [layer.parameters for layer in network if layer.parameters] == [
        96 * (3 * 49 + 1),
        256 * (96 * 25 + 1),
        384 * (256 * 9 + 1),
        384 * (384 * 9 + 1),
        256 * (384 * 9 + 1),
        4096 * (256 * 36 + 1),
        4096 * (4096 + 1),
        10 * (4096 + 1),
    ]
    assert network.parameters == 58_301_578


def test_imagenets_has_a_thousand_classes() -> None:
    """990 more classes are 990 · 4,097 more parameters: 62,357,608."""
    with torch.device("meta"):
        parameters = sum(parameter.numel() for parameter in ZFNet(classes=1000).parameters())
    assert parameters == 58_301_578 + 990 * 4_097 == 62_357_608


def test_maps_have_the_papers_sizes() -> None:
    """224 becomes 110, 55, 26, 13 and 6 (figure 3)."""
    network = trace(ZFNet(), (3, 224, 224))
    assert [network[name].output_shape[1:] for name in ("conv1", "pool1", "conv2", "pool2", "conv5", "pool5")] == [
        (96, 110, 110),
        (96, 55, 55),
        (256, 26, 26),
        (256, 13, 13),
        (256, 13, 13),
        (256, 6, 6),
    ]


def test_the_first_layer_is_the_mended_one() -> None:
    """7 × 7 of stride 2, where AlexNet has 11 × 11 of stride 4."""
    window = trace(ZFNet(), (3, 224, 224))["conv1"].windows[0]
    assert (window.kernel, window.stride) == (7, 2)


def test_channels_and_classes_can_be_others() -> None:
    """With one channel and 7 classes it takes grey pictures and gives 7 scores."""
    with torch.no_grad():
        assert ZFNet(channels=1, classes=7).eval()(torch.zeros(2, 1, 224, 224)).shape == (2, 7)


def test_a_step_lowers_the_loss() -> None:
    """One small step of SGD lowers the loss on the batch it was taken on."""
    torch.manual_seed(0)
    module, images, labels = ZFNet().eval(), torch.rand(2, 3, 224, 224), torch.arange(2)
    optimiser = torch.optim.SGD(module.parameters(), lr=1e-2)
    before = torch.nn.functional.cross_entropy(module(images), labels)
    before.backward()  # type: ignore[no-untyped-call]
    optimiser.step()
    assert torch.nn.functional.cross_entropy(module(images), labels) < before
