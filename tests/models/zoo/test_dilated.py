"""A classifier whose late strides became dilation."""

import copy

import pytest
import torch
from torch import nn
from torchvision.models import resnet18

from convscope.errors import ConvscopeError
from convscope.models.zoo.dilated import Dilated, spread


def test_every_fourth_place_is_the_classifiers_own() -> None:
    """Where strides are taken out, what lies at the old places is what was there: the kernels read the same pixels."""
    torch.manual_seed(0)
    layers = [nn.Conv2d(1, 3, 3, 2, 1), nn.ReLU(), nn.Conv2d(3, 3, 3, 2, 1), nn.ReLU(), nn.Conv2d(3, 2, 3, 2, 1)]
    strided = nn.Sequential(*layers, nn.Conv2d(2, 2, 3, 1, 1)).eval()
    dense = copy.deepcopy(strided)
    spread(dense, (1, 32, 32), 2)
    images = torch.rand(1, 1, 32, 32)
    with torch.no_grad():
        found, wanted = dense(images), strided(images)
    assert found.shape[-1] == 16 and wanted.shape[-1] == 4
    torch.testing.assert_close(found[..., ::4, ::4], wanted)


def test_late_pools_are_gone_and_early_ones_stay() -> None:
    """VGG-16's first three, of five, at a stride of 8."""
    pools = [part for part in Dilated().modules() if isinstance(part, nn.MaxPool2d)]
    assert len(pools) == 3


def test_a_residual_networks_shortcuts_keep_step() -> None:
    """Both ways of a block are at the same places."""
    module = Dilated(classes=2, backbone=resnet18()).eval()
    assert module.body.taps[0].stride == 8
    assert module(torch.rand(1, 3, 45, 61)).shape == (1, 2, 45, 61)


def test_a_stride_that_goes_past_at_once_is_refused() -> None:
    """As a patch embedding's, of 16."""
    with pytest.raises(ConvscopeError, match="strides past a 8th") as raised:
        spread(nn.Sequential(nn.Conv2d(3, 4, 16, 16)), (3, 64, 64), 8)
    assert raised.value.fix == "keep more of its strides: stride=16"
