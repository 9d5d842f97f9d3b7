"""VGG-16's convolutions."""

import torch
from torchvision.models import vgg16 as of_torchvision

from convscope.models.zoo.vgg16 import vgg16


def test_its_layers_are_torchvisions() -> None:
    """With its weights under its names, it computes what torchvision's does."""
    with torch.device("meta"):
        theirs = of_torchvision().features
    assert {name: tensor.shape for name, tensor in theirs.state_dict().items()} == {
        name: tensor.shape for name, tensor in vgg16().state_dict().items()
    }


def test_it_reads_other_channels() -> None:
    """Its first convolution does."""
    assert vgg16(5)(torch.rand(1, 5, 64, 64)).shape == (1, 512, 2, 2)
