"""Network in Network: 1 × 1 convolutions, and maps that are the scores."""

import torch

from convscope.models.zoo.nin import NIN
from convscope.network import trace


def test_parameters_by_hand() -> None:
    """Three blocks of one convolution and two 1 × 1 convolutions: 966,986."""
    network = trace(NIN(), (3, 32, 32))
    assert [layer.parameters for layer in network if layer.parameters] == [
        192 * (3 * 25 + 1),
        160 * (192 + 1),
        96 * (160 + 1),
        192 * (96 * 25 + 1),
        192 * (192 + 1),
        192 * (192 + 1),
        192 * (192 * 9 + 1),
        192 * (192 + 1),
        10 * (192 + 1),
    ]
    assert network.parameters == 966_986


def test_maps_halve_twice() -> None:
    """Pools of 3 and stride 2 that round up take 32 to 16 and 8, and no row goes unread."""
    network = trace(NIN(), (3, 32, 32))
    assert [network[name].output_shape[1:] for name in ("pool1", "pool2")] == [(96, 16, 16), (192, 8, 8)]


def test_it_ends_in_global_pooling() -> None:
    """Behind the last convolution nothing has a parameter, and a score is the mean of its class's map."""
    network = trace(NIN(), (3, 32, 32))
    assert [layer.name for layer in network][-3:] == ["mlp3_2", "pool3", "flatten"]
    assert network["pool3"].reach.status == "unbounded"
    assert not any(layer.operator == "linear" for layer in network)
    torch.manual_seed(0)
    module, kept = NIN().eval(), []
    module.mlp3_2.register_forward_hook(lambda _module, _inputs, maps: kept.append(maps))
    with torch.no_grad():
        scores = module(torch.rand(2, 3, 32, 32))
    torch.testing.assert_close(scores, kept[0].mean((2, 3)))


def test_any_size_will_do() -> None:
    """Without a fully connected layer, larger pictures are scored with the same weights."""
    with torch.no_grad():
        assert NIN().eval()(torch.zeros(1, 3, 40, 48)).shape == (1, 10)


def test_channels_and_classes_can_be_others() -> None:
    """With one channel and 7 classes it takes grey pictures and gives 7 scores."""
    with torch.no_grad():
        assert NIN(channels=1, classes=7).eval()(torch.zeros(2, 1, 32, 32)).shape == (2, 7)


def test_a_step_lowers_the_loss() -> None:
    """One small step of SGD lowers the loss on the batch it was taken on."""
    torch.manual_seed(0)
    module, images, labels = NIN().eval(), torch.rand(4, 3, 32, 32), torch.arange(4)
    optimiser = torch.optim.SGD(module.parameters(), lr=1e-3)
    before = torch.nn.functional.cross_entropy(module(images), labels)
    before.backward()  # type: ignore[no-untyped-call]
    optimiser.step()
    assert torch.nn.functional.cross_entropy(module(images), labels) < before
