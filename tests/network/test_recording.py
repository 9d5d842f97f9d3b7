"""A watched run whose calls can be made again."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision import models

from convscope.errors import ConvscopeError
from convscope.network import trace
from convscope.network.description import NETWORK_INPUT
from convscope.network.recording import Otherly, Source, record

Wire = Callable[..., nn.Module]


class Design(NamedTuple):
    module: nn.Module
    shape: tuple[int, ...]


def test_every_call_made_again_gives_the_output_it_gave(design: Design) -> None:
    """Of every small network: each recorded call, on copies of the outputs it took, computes the output noted of it."""
    images = torch.rand(1, *design.shape)
    found = record(design.module, images, keep=True)

    def value(layer: int) -> Tensor:
        return images.clone() if layer == NETWORK_INPUT else found.outputs[layer].clone()

    assert found.calls
    for index, call in found.calls.items():
        with torch.no_grad():
            made = call.again(value)
        first = made[0] if isinstance(made, (tuple, list)) else made
        if first is not None:  # x[…] = y changes what it was given
            torch.testing.assert_close(first, found.outputs[index], rtol=0, atol=0)


def test_it_describes_what_tracing_does() -> None:
    """ResNet-18's layers, with a call for each, every one in its turn."""
    module = models.resnet18()
    found = record(module, torch.rand(1, 3, 64, 64))
    assert [layer.name for layer in found.network] == [layer.name for layer in trace(module, (3, 64, 64))]
    assert sorted(found.calls) == list(range(len(found.network)))
    turns = [found.calls[index].turn for index in range(len(found.network))]
    assert turns == sorted(turns) and not found.outputs


def test_a_call_knows_where_its_tensors_come_from(wired: Wire) -> None:
    """Of relu(conv(x)) + x: the sum takes the ReLU's output and the input; the convolution's weight is itself."""
    conv = nn.Conv2d(1, 1, 3, padding=1)
    found = record(wired(lambda net, x: F.relu(net.conv(x)) + x, conv=conv), torch.rand(1, 1, 4, 4))
    assert [found.calls[index].sources for index in range(3)] == [(NETWORK_INPUT,), (0,), (1, NETWORK_INPUT)]
    assert found.calls[0].args[0] == Source(NETWORK_INPUT) and found.calls[0].args[1] is conv.weight


def test_a_write_through_a_view_leaves_no_call_that_lies(wired: Wire) -> None:
    """Of x = conv(x); x[:, :1].mul_(2); relu(x): what the ReLU takes no single call made, so it has no call here."""

    def forward(net: Any, x: Tensor) -> Tensor:
        x = net.conv(x)
        x[:, :1].mul_(2)
        return F.relu(x)

    found = record(wired(forward, conv=nn.Conv2d(1, 2, 3)), torch.rand(1, 1, 8, 8), keep=True)
    last = found.network.layers[-1]
    assert last.operator == "relu" and last.index not in found.calls
    with pytest.raises(ConvscopeError, match="no single call makes the output"):
        found.call(last.name)


def test_a_call_can_be_answered_otherwise(wired: Wire) -> None:
    """The ReLU answered with ones: the sum behind it is 2 everywhere."""
    module = wired(lambda net, x: F.relu(x) + 1)
    found = record(module, torch.rand(1, 1, 2, 2))
    call, images = found.calls[0], torch.rand(1, 1, 2, 2)
    ones = torch.ones(1, 1, 2, 2)
    with Otherly({call.turn: (call, lambda function, args, kwargs: ones)}):
        answer = module(images)
    assert answer.tolist() == [[[[2, 2], [2, 2]]]]


def test_another_way_through_the_network_is_told(wired: Wire) -> None:
    """A network that takes a ReLU of dark pictures and a tanh of light ones is not the one that was recorded."""
    module = wired(lambda net, x: F.relu(x) if float(x.mean()) < 0.5 else torch.tanh(x))
    call = record(module, torch.zeros(1, 1, 2, 2)).calls[1]
    light = torch.ones(1, 1, 2, 2)
    assert call.function is F.relu
    with pytest.raises(ConvscopeError, match="another way"), Otherly({call.turn: (call, lambda *_: None)}):
        module(light)
