"""FCOS: each place of the maps says what object it lies in, and how far its four sides are.

Tian, Shen, Chen, He: FCOS: Fully Convolutional One-Stage Object Detection, ICCV 2019 (arXiv 1904.01355), as torchvision
has it, on a feature pyramid (Lin et al., arXiv 1612.03144) over any body's maps at an 8th, a 16th and a 32nd of the
picture's side. Objects up to 64 pixels are the finest map's, up to 128 the next one's, larger ones the last one's. It
is a small one: ``width`` maps where the paper has 256, two convolutions before the answers where it has four, and no
maps beyond the 32nd. What it taught the field: boxes need no anchors to begin from, a pixel is enough.
"""

from __future__ import annotations

from collections import OrderedDict

from torch import Tensor, nn
from torchvision.models.detection import FCOS
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.fcos import FCOSHead
from torchvision.ops import FeaturePyramidNetwork

from convscope.errors import ConvscopeError
from convscope.models.backbones import Body

STRIDES = (8, 16, 32)
SIDE = 256  # of a picture, where nothing is said
GROUPS = 32  # of maps, whose norms torchvision's head takes together


class Pyramid(nn.Module):
    """A body's maps at some strides, each brought to ``out_channels``, with what the coarser ones know added."""

    def __init__(self, body: Body, out_channels: int) -> None:
        super().__init__()
        self.out_channels = out_channels
        self.pyramid = FeaturePyramidNetwork([tap.channels for tap in body.taps], out_channels)
        self.body = body

    def forward(self, images_NCHW: Tensor) -> OrderedDict[str, Tensor]:
        """Give the maps by their stride, the finest first."""
        maps = self.body(images_NCHW)
        named = OrderedDict((str(tap.stride), each) for tap, each in zip(self.body.taps, maps, strict=True))
        found: OrderedDict[str, Tensor] = self.pyramid(named)
        return found


def fcos(
    channels: int = 3,
    classes: int = 10,
    width: int = 64,
    backbone: nn.Module | None = None,
    shape: tuple[int, ...] = (3, SIDE, SIDE),
) -> FCOS:
    """Give a detector on ``backbone``, by default a ResNet-18 with random weights.

    Raises `ConvscopeError` where the backbone lacks a map, or ``width`` is no multiple of 32.
    """
    if width < GROUPS or width % GROUPS:
        raise ConvscopeError(f"width={width} came", fix=f"give a multiple of {GROUPS}, as in width=64")
    if backbone is None:
        from torchvision.models import resnet18

        if channels != 3:
            raise ConvscopeError(f"channels={channels} came", fix="leave it out: its own body takes pictures in colour")
        backbone = resnet18(weights=None)
    pyramid = Pyramid(Body(backbone, (channels, *shape[1:]), STRIDES), width)
    sizes = tuple((stride,) for stride in STRIDES)
    anchors = AnchorGenerator(sizes, ((1.0,),) * len(STRIDES))
    head = FCOSHead(width, anchors.num_anchors_per_location()[0], classes, num_convs=2)
    return FCOS(pyramid, classes, min_size=shape[1], max_size=shape[2], anchor_generator=anchors, head=head)
