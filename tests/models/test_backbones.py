"""A classifier as the body of a network that answers every pixel."""

import copy

import pytest
import torch
from torch import nn
from torchvision.models import mobilenet_v3_small, resnet18

from convscope.errors import ConvscopeError
from convscope.models.backbones import Body, reduction, widened
from convscope.network import trace

SHAPE = (3, 64, 64)


class Loose(nn.Module):
    """A network that reuses one ReLU and calls its pool as a function."""

    def __init__(self) -> None:
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv2d(channels, 4, 3, 2, 1) for channels in (3, 4, 4, 4))
        self.relu = nn.ReLU()
        self.head = nn.Linear(4, 10)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        for conv in self.convs:
            images = self.relu(conv(images))
        scores: torch.Tensor = self.head(images.mean((2, 3)))
        return scores


def test_maps_are_those_of_the_network_itself() -> None:
    """What a body gives is what the classifier computes at its strides, the last of each before the next."""
    torch.manual_seed(0)
    network, images = resnet18().eval(), torch.rand(2, *SHAPE)
    with torch.no_grad():
        stem = network.maxpool(network.relu(network.bn1(network.conv1(images))))
        wanted = [
            second := network.layer2(network.layer1(stem)),
            third := network.layer3(second),
            network.layer4(third),
        ]
        body = Body(network, SHAPE, (8, 16, 32)).eval()
        for found, expected in zip(body(images), wanted, strict=True):
            assert torch.equal(found, expected)


def test_what_follows_the_last_map_is_gone() -> None:
    """The head is neither kept nor computed."""
    body = Body(resnet18(), SHAPE, (16,))
    assert not any(name.startswith(("backbone.fc", "backbone.layer4")) for name in body.state_dict())


def test_any_network_will_do() -> None:
    """A module that is used again does not tell where a map ends; the one before it does."""
    maps = Body(Loose(), SHAPE, (8, 16))(torch.rand(1, *SHAPE))
    assert [tuple(found.shape[2:]) for found in maps] == [(8, 8), (4, 4)]
    mobile = Body(mobilenet_v3_small(), SHAPE, (8, 32)).eval()
    assert [found.shape[-1] for found in mobile(torch.rand(1, *SHAPE))] == [8, 2]


def test_a_copy_keeps_its_own_maps() -> None:
    """Averages and shipping copy a network; a copy's hooks write to the copy."""
    body = Body(resnet18(), SHAPE, (8, 32)).eval()
    twin, images = copy.deepcopy(body), torch.rand(1, *SHAPE)
    assert all(torch.equal(one, other) for one, other in zip(body(images), twin(images), strict=True))


def test_a_network_without_such_a_map_says_which_it_has() -> None:
    """As a small one, whose last map is at a fourth."""
    small = nn.Sequential(nn.Conv2d(3, 4, 3, 4, 1), nn.Flatten(), nn.Linear(4 * 16 * 16, 2))
    with pytest.raises(ConvscopeError, match="has no map at 1/32 of the picture's side, only at 1/4"):
        Body(small, SHAPE, (32,))


def test_a_layer_without_a_map_has_no_reduction() -> None:
    """A fully connected one."""
    network = trace(nn.Sequential(nn.Flatten(), nn.Linear(48, 2)), (3, 4, 4))
    assert reduction(network.layers[-1], network) is None


def test_more_channels_begin_as_the_mean_of_three() -> None:
    """A picture whose channels are equal is answered as before; the first three kernels are kept, scaled."""
    torch.manual_seed(0)
    network = resnet18().eval()
    kernel, grey = network.conv1.weight.detach().clone(), torch.rand(1, 1, 64, 64)
    with torch.no_grad():
        before = network(grey.expand(-1, 3, -1, -1))
        widened(network, SHAPE, 5)
        torch.testing.assert_close(network(grey.expand(-1, 5, -1, -1)), before)
    torch.testing.assert_close(network.conv1.weight[:, :3], kernel * 3 / 5)
    torch.testing.assert_close(network.conv1.weight[:, 4], kernel.mean(1) * 3 / 5)


def test_what_does_not_begin_with_a_convolution_is_refused() -> None:
    """There is nothing to widen."""
    with pytest.raises(ConvscopeError, match="cannot be made to read 4 channels"):
        widened(nn.Sequential(nn.Flatten(), nn.Linear(48, 2)), (3, 4, 4), 4)
