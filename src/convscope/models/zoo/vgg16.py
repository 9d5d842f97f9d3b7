"""VGG-16 without its fully connected layers: the body of FCN and of the first dilated networks.

Simonyan and Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition, ICLR 2015 (arXiv 1409.1556),
configuration D: thirteen 3 × 3 convolutions, five pools; torchvision's layers, with the initialisation of its builder.
"""

from __future__ import annotations

from torch import nn

from convscope.models.zoo.resnet20 import initialise


def vgg16(channels: int = 3) -> nn.Sequential:
    """Build its 14,714,688 parameters' layers, which lead to 512 maps at a 32nd of the picture's side.

    >>> sum(parameter.numel() for parameter in vgg16().parameters())
    14714688
    """
    from torchvision.models.vgg import cfgs, make_layers

    layers: nn.Sequential = make_layers(cfgs["D"])
    first = layers[0]
    assert isinstance(first, nn.Conv2d)
    if channels != first.in_channels:
        layers[0] = nn.Conv2d(channels, first.out_channels, 3, padding=1)
    initialise(layers)
    return layers
