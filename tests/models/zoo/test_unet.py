"""U-Net."""

import pytest
import torch
import torchvision

from convscope.errors import ConvscopeError
from convscope.models.zoo.unet import BodiedUNet, UNet, unet


@pytest.mark.parametrize("size", [(16, 16), (17, 30), (45, 61), (3, 5)])
def test_a_picture_of_any_size_is_answered_at_its_size(size: tuple[int, int]) -> None:
    """Odd sides are halved upwards, and what is enlarged is cut again."""
    module = UNet(channels=5, classes=4, width=4, depth=3).eval()
    assert module(torch.rand(1, 5, *size)).shape == (1, 4, *size)


def test_the_papers_width_has_its_number_of_parameters() -> None:
    """31.0 million, as is said of it; batch norm adds what the convolutions' biases would."""
    assert sum(p.numel() for p in UNet(1, 2, width=64).parameters()) == pytest.approx(31.03e6, rel=1e-3)


@pytest.mark.parametrize("size", [(64, 96), (61, 75)])
def test_on_a_body_a_picture_of_any_size_is_answered_at_its_size(size: tuple[int, int]) -> None:
    """The body's maps at a half to a 32nd are passed on, odd sides rounded up; its weights stay."""
    backbone = torchvision.models.resnet18(num_classes=2)
    before = backbone.conv1.weight.clone()
    module = unet(classes=4, width=4, backbone=backbone).eval()
    assert module(torch.rand(1, 3, *size)).shape == (1, 4, *size)
    assert isinstance(module, BodiedUNet) and torch.equal(module.body.backbone.get_parameter("conv1.weight"), before)
    assert [tap.stride for tap in module.body.taps] == [2, 4, 8, 16, 32]


def test_a_body_without_such_a_map_is_refused() -> None:
    """Which maps it has is said."""
    with pytest.raises(ConvscopeError, match="no map at 1/2"):
        unet(backbone=torch.nn.Sequential(torch.nn.Conv2d(3, 4, 4, stride=4), torch.nn.Conv2d(4, 4, 2, stride=2)))
    with pytest.raises(ConvscopeError, match="depth=1"):
        unet(backbone=torchvision.models.resnet18(), depth=1)
