"""Bytes of activations in inference: all of them, and the most alive at once."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from convscope.errors import ConvscopeError
from convscope.models.registry import ZOO
from convscope.network import Network, trace
from convscope.network.memory import Memory

Wire = Callable[..., nn.Module]


def test_the_peak_by_hand() -> None:
    """64 pixels, 2 · 36, 2 · 36, 2 · 9, 3 numbers: the ReLU's input and output are the most, 144 · 4 bytes."""
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(18, 3))
    assert trace(module, (1, 8, 8)).memory() == Memory(batch=1, total=4 * (72 + 72 + 18 + 3), peak=4 * 144, layer="1")


def test_in_place_takes_no_second_one() -> None:
    """With the ReLU in place the convolution is the most: its input and its output."""
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(inplace=True), nn.MaxPool2d(2))
    assert trace(module, (1, 8, 8)).memory() == Memory(batch=1, total=4 * (72 + 18), peak=4 * (64 + 72), layer="0")


def test_a_skip_is_kept_until_it_is_added(wired: Wire) -> None:
    """While the second convolution works, its input, its output and the skip are there; so too as they are added."""
    module = wired(
        lambda net, x: (stem := net.stem(x)) + net.two(net.one(stem)),
        stem=nn.Conv2d(1, 1, 1),
        one=nn.Conv2d(1, 4, 1),
        two=nn.Conv2d(4, 1, 1),
    )
    assert trace(module, (1, 4, 4)).memory() == Memory(batch=1, total=4 * 16 * 7, peak=4 * 16 * 6, layer="two")


def test_everything_scales_with_the_batch_but_what_comes_of_weights(wired: Wire) -> None:
    """A normalised weight, 72 bytes and its norm, 4, are there once, whatever the batch."""
    module = wired(
        lambda net, x: F.conv2d(x, net.conv.weight / net.conv.weight.flatten(1).norm()), conv=nn.Conv2d(1, 2, 3)
    )
    network = trace(module, (1, 8, 8))
    for batch in (1, 2, 64):
        assert network.memory(batch).total == batch * 288 + 76
        assert network.memory(batch).peak == batch * (288 + 256) + 76


def by_definition(network: Network) -> int:
    """Add up, layer by layer, what was made before and is still to be read, from the graph alone."""
    most = 0
    for index in range(len(network)):
        made = {0, *(home for layer in network.layers[: index + 1] for home in layer.storages)}
        needed = set(network.layers[-1].storages)
        for layer in network.layers[index:]:
            needed.update(layer.storages)
            for source in layer.inputs:
                needed.update((0,) if source < 0 else network.layers[source].storages)
        most = max(most, sum(network.storages[home].bytes for home in made & needed))
    return most


@pytest.mark.parametrize("name", ZOO)
def test_the_zoos_peaks_are_those_of_the_graph(name: str) -> None:
    """The same peak, worked out from who reads whom; the total is that of the table and the JSON."""
    network = trace(ZOO[name].build(), ZOO[name].input_shape)
    assert network.memory().peak == by_definition(network)
    assert network.memory(3).total == 3 * network.activation_bytes


def test_what_torch_holds_of_resnet18_is_the_peak_and_the_picture(living: Any) -> None:
    """Its forward keeps no name longer than needed where it matters; only the caller still has the picture."""
    from torchvision.models import resnet18

    module = resnet18().eval()
    with torch.no_grad(), living(module) as alive:
        module(torch.zeros(2, 3, 64, 64))
    assert alive.peak - 4 * 2 * 3 * 64 * 64 == trace(module, (3, 64, 64)).memory(2).peak


@pytest.mark.parametrize("batch", [0, -1, 1.5, True])
def test_a_batch_is_a_whole_number_from_one_on(batch: Any) -> None:
    """Anything else is refused, with what came."""
    with pytest.raises(ConvscopeError, match=f"a batch of {batch} came"):
        trace(nn.Conv2d(1, 1, 3), (1, 8, 8)).memory(batch)
