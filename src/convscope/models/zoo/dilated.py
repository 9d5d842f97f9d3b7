"""A dilated network: a classifier whose late strides became dilation, so that its last map is at an 8th of the picture.

Yu and Koltun: Multi-Scale Context Aggregation by Dilated Convolutions, ICLR 2016 (arXiv 1511.07122), and Chen et al.,
DeepLab, arXiv 1412.7062: a stride of 2 that is taken out of a network, every later kernel spread by 2 instead, leaves
each of its units reading the pixels it read before, at every place instead of every second. Late pools are taken out.
The weights are the classifier's, but for those of the 1 × 1 convolution that scores. What it taught the field: position
need not be thrown away to see far; it costs computation instead.
"""

from __future__ import annotations

from math import log2

from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.models.backbones import Body, reduction
from convscope.models.zoo.upsampling import cropped, upsampler
from convscope.models.zoo.vgg16 import vgg16
from convscope.network import trace

POOLS = (nn.MaxPool2d, nn.AvgPool2d)


class Dilated(nn.Module):
    """(N, channels, height, width) to (N, classes, height, width), of any size from 8 on.

    ``stride`` is that of the last map, by default 8; the strides that would go beyond it become dilation.
    """

    def __init__(
        self,
        channels: int = 3,
        classes: int = 21,
        stride: int = 8,
        backbone: nn.Module | None = None,
        shape: tuple[int, ...] = (3, 128, 128),
    ) -> None:
        super().__init__()
        shape = (channels, *shape[1:])
        backbone = vgg16(channels) if backbone is None else backbone
        spread(backbone, shape, stride)
        self.body = Body(backbone, shape, (stride,))
        self.score = nn.Conv2d(self.body.taps[0].channels, classes, 1)
        self.last = upsampler(classes, stride, "bilinear")

    def forward(self, images_NCHW: Tensor) -> Tensor:
        """Give one score (logit) a class and pixel."""
        (maps,) = self.body(images_NCHW)
        return cropped(self.last(self.score(maps)), images_NCHW)


def spread(backbone: nn.Module, shape: tuple[int, ...], stride: int) -> None:
    """Turn what strides lie beyond ``stride`` into dilation, in place; pools there are taken out.

    A layer whose own input is at a 16th gets its kernel spread twice, at a 32nd four times. Raises `ConvscopeError`
    where a layer is used at two such places, or is one that cannot be spread.

    >>> net = nn.Sequential(nn.Conv2d(1, 1, 3, 2, 1), nn.Conv2d(1, 1, 3, 2, 1), nn.Conv2d(1, 1, 3, 1, 1))
    >>> spread(net, (1, 8, 8), 2)
    >>> net[1].stride, net[2].dilation
    ((1, 1), (2, 2))
    """
    network, modules = trace(backbone, shape), dict(backbone.named_modules())
    done: dict[str, int] = {}
    for layer in network:
        path = layer.name if layer.name in modules else layer.name.rpartition(".")[0]  # a module may call a function
        module = modules.get(path)
        if not layer.windows or not isinstance(module, (nn.Conv2d, *POOLS)):
            continue
        before = layer.spatial_input[-1]
        at = 2 ** round(log2(shape[-1] / before))
        after = reduction(layer, network) or 1.0
        if done.setdefault(path, at) != at:
            raise ConvscopeError(
                f"layer {path} of the backbone is used at a {done[path]}th and at a {at}th of the picture",
                fix="take a backbone that uses each layer once",
            )
        if isinstance(module, POOLS):
            if round(after) > stride and before > 1 and layer.output_shape[-1] > 1:
                backbone.set_submodule(path, nn.Identity())
            continue
        if at < stride:
            if round(after) > stride:
                raise ConvscopeError(
                    f"layer {path} of the backbone strides past a {stride}th of the picture at once",
                    fix=f"keep more of its strides: stride={round(after)}",
                )
            continue
        _spread_kernel(module, max(at // stride, 1))


def _spread_kernel(conv: nn.Conv2d, rate: int) -> None:
    """Take a convolution's stride out and spread its kernel ``rate`` times, its padding with it."""
    conv.stride = (1, 1)
    if rate == 1 or conv.kernel_size == (1, 1):
        return
    conv.dilation = (conv.dilation[0] * rate, conv.dilation[1] * rate)
    if isinstance(conv.padding, tuple):
        conv.padding = (conv.padding[0] * rate, conv.padding[1] * rate)
