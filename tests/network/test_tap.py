"""A layer's output taken out of a run, alone or as a leaf of gradients."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision import models

from convscope.errors import ConvscopeError
from convscope.network import watch
from convscope.network.recording import record
from convscope.network.tap import tapped, until

Wire = Callable[..., nn.Module]


def test_until_gives_what_watching_gives() -> None:
    """Layers all over ResNet-18, its in-place ReLUs and sums among them: the same, in a batch of another size."""
    torch.manual_seed(0)
    module, images = models.resnet18(), torch.rand(2, 3, 64, 64)
    found = record(module, images[:1])
    network, outputs = watch(module, images)
    for name in ("conv1", "relu", "layer1.0.add", "layer2.0.relu:2", "layer4.1.conv2", "flatten", "fc"):
        torch.testing.assert_close(until(module, images, found.call(name)), outputs[network[name].index].clone())


def test_until_computes_nothing_behind_the_layer(wired: Wire) -> None:
    """What comes after it is never called."""

    def broken(net: Any, x: Tensor) -> Tensor:
        x = F.relu(x)
        net.seen.append("behind")
        return x + 1

    module = wired(broken)
    module.seen = []  # type: ignore[assignment]
    call = record(module, torch.rand(1, 1, 2, 2)).calls[0]
    until(module, torch.rand(1, 1, 2, 2), call)
    assert module.seen == ["behind"]


def test_the_gradient_is_that_of_the_whole_graph(wired: Wire) -> None:
    """A convolution's output, which an in-place ReLU then overwrites, and the ReLU's, which a skip reads again."""

    def forward(net: Any, x: Tensor) -> Tensor:
        x = F.relu(net.conv(x), inplace=True)
        answer: Tensor = net.fc((x + net.next(x)).flatten(1))
        return answer

    torch.manual_seed(0)
    parts = {"conv": nn.Conv2d(1, 2, 3, padding=1), "next": nn.Conv2d(2, 2, 3, padding=1), "fc": nn.Linear(128, 3)}
    module, images = wired(forward, **parts), torch.rand(1, 1, 8, 8)
    before = parts["conv"](images)
    after = F.relu(before)
    answer = parts["fc"]((after + parts["next"](after)).flatten(1))
    found = record(module, images)
    for name, tensor in (("conv", before), ("relu", after)):
        expected = torch.autograd.grad(answer[0, 1], tensor, retain_graph=True)[0]
        leaf, got = tapped(module, images, found.call(name))
        torch.testing.assert_close(leaf.detach(), tensor)
        torch.testing.assert_close(got, answer)
        torch.testing.assert_close(torch.autograd.grad(got[0, 1], leaf)[0], expected)


def test_no_graph_is_kept_of_what_lies_before(wired: Wire) -> None:
    """And gradients are wanted as before, once it is over."""
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(72, 2))
    leaf, answer = tapped(module, torch.rand(1, 1, 8, 8), record(module, torch.rand(1, 1, 8, 8)).call("1"))
    assert leaf.is_leaf and torch.is_grad_enabled()
    (of_weights,) = torch.autograd.grad(answer.sum(), module[0].get_parameter("weight"), allow_unused=True)
    assert of_weights is None
    with torch.no_grad():
        tapped(module, torch.rand(1, 1, 8, 8), record(module, torch.rand(1, 1, 8, 8)).call("1"))
        assert not torch.is_grad_enabled()


def test_modes_and_flags_are_put_back_though_the_run_stops_early() -> None:
    """Training flags are as before."""
    module = nn.Sequential(nn.Dropout(), nn.ReLU()).train()
    call = record(module, torch.rand(1, 1, 2, 2)).call("0")
    until(module, torch.rand(1, 1, 2, 2), call)
    assert module.training and module[0].training


def test_a_network_that_ends_before_is_told(wired: Wire) -> None:
    """Of dark pictures it takes one call more than of light ones."""
    module = wired(lambda net, x: F.relu(x) if float(x.mean()) > 0.5 else torch.tanh(F.relu(x)))
    call = record(module, torch.zeros(1, 1, 2, 2)).calls[2]
    for take in (until, tapped):
        with pytest.raises(ConvscopeError, match="ended before"):
            take(module, torch.ones(1, 1, 2, 2), call)
