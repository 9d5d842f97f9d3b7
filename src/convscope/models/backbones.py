"""A classifier as the body of a network that answers every pixel: its maps taken where they lie, its head cut off.

Which module gives the last map at stride 8, 16 or 32 is read off a trace, so that any convolutional network will do.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log2
from typing import Any

import torch
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.network import Layer, Network, trace

NEAR = 0.25  # how far, in powers of two, a map may be from a stride's even share of the picture


class Tap:
    """Keep what a module answers, until it is taken; a forward hook that is copied with the module it hangs on."""

    def __init__(self, name: str, stride: int, channels: int) -> None:
        self.name, self.stride, self.channels = name, stride, channels
        self._kept: list[Tensor] = []

    def __call__(self, module: nn.Module, args: Any, answer: Any) -> None:
        """Keep the answer, in the place of an earlier one."""
        self._kept[:] = [answer]

    def take(self) -> Tensor:
        """Give what was kept, and let go of it."""
        return self._kept.pop()


class Body(nn.Module):
    """A network's maps at some strides, finest first; nothing behind the last of them is computed.

    ``backbone`` is the network itself, under its own names; it is changed: what followed the last map is gone.

    >>> from torchvision.models import resnet18
    >>> body = Body(resnet18(), (3, 64, 64), (8, 16, 32))
    >>> [(tap.name, tap.channels) for tap in body.taps], [map.shape[-1] for map in body(torch.zeros(1, 3, 64, 64))]
    ([('layer2', 128), ('layer3', 256), ('layer4', 512)], [8, 4, 2])

    Raises `ConvscopeError` where it has no map of such a stride.
    """

    def __init__(self, backbone: nn.Module, shape: tuple[int, ...], strides: Sequence[int]) -> None:
        super().__init__()
        network = trace(backbone, shape)
        found = [_last_at(network, stride, backbone) for stride in strides]
        _behead(backbone, network, after=max(layer.index for _, layer in found))
        self.backbone = backbone
        self.taps = [
            Tap(name, stride, layer.output_shape[1]) for stride, (name, layer) in zip(strides, found, strict=True)
        ]
        for tap in self.taps:
            backbone.get_submodule(tap.name).register_forward_hook(tap)

    def forward(self, images_NCHW: Tensor) -> list[Tensor]:
        """Give the maps, (N, channels, height / stride, width / stride) each, rounded up."""
        self.backbone(images_NCHW)
        return [tap.take() for tap in self.taps]


def reduction(layer: Layer, network: Network) -> float | None:
    """Say how many times smaller a layer's map is than the picture; None where it has no map.

    >>> network = trace(nn.Conv2d(3, 4, 3, stride=2, padding=1), (3, 9, 9))
    >>> reduction(network.layers[0], network)
    1.8
    """
    if len(layer.output_shape) != 4:
        return None
    return network.input_shape[-1] / layer.output_shape[-1]


def _last_at(network: Network, stride: int, backbone: nn.Module) -> tuple[str, Layer]:
    """Find the outermost module that ends with the last map of a stride, and the layer that gives it."""
    modules = dict(backbone.named_modules())
    ends: dict[str, int] = {}
    for layer in network:
        for path in _within(layer.name):
            ends[path] = layer.index
    for layer in reversed(network.layers):
        times = reduction(layer, network)
        if times is None or abs(log2(times) - log2(stride)) > NEAR:
            continue
        ending = [path for path in _within(layer.name) if ends[path] == layer.index and path in modules]
        called = [path for path in ending if not isinstance(modules[path], (nn.ModuleList, nn.ModuleDict))]
        if called:
            return called[0], layer
    strides = sorted({round(times) for layer in network if (times := reduction(layer, network)) is not None})
    raise ConvscopeError(
        f"{network.target} has no map at 1/{stride} of the picture's side, only at 1/{', 1/'.join(map(str, strides))}",
        fix="take another backbone, as in backbone='torchvision:resnet18'",
    )


def _within(path: str) -> list[str]:
    """List a module's path and all it lies in, the outermost first, the network itself left out.

    >>> _within("layer1.0.conv")
    ['layer1', 'layer1.0', 'layer1.0.conv']
    """
    parts = path.split(".") if path else []
    return [".".join(parts[: count + 1]) for count in range(len(parts))]


def _behead(backbone: nn.Module, network: Network, *, after: int) -> None:
    """Put nothing in the place of every module that is first used behind a layer."""
    begins: dict[str, int] = {}
    for layer in network:
        for path in _within(layer.name):
            begins.setdefault(path, layer.index)
    gone: list[str] = []
    for path, first in begins.items():
        if first > after and not any(path.startswith(f"{outer}.") for outer in gone):
            gone.append(path)
            backbone.set_submodule(path, nn.Identity())


def widened(backbone: nn.Module, shape: tuple[int, ...], channels: int) -> None:
    """Let a network's first convolution read another number of channels, with what it has learnt of three.

    Each new channel's kernel is the mean of the old ones', and all are scaled so that a picture whose channels are
    equal is answered as before: the way of timm and of Carreira and Zisserman (arXiv 1705.07750) along time.

    >>> conv = nn.Conv2d(3, 1, 1, bias=False)
    >>> before = conv(torch.ones(1, 3, 1, 1)).item()
    >>> widened(net := nn.Sequential(conv), (3, 1, 1), 5)
    >>> abs(net(torch.ones(1, 5, 1, 1)).item() - before) < 1e-6
    True
    """
    network = trace(backbone, shape)
    first = next((layer for layer in network if layer.windows and layer.parameters), network.layers[0])
    old = dict(backbone.named_modules()).get(first.name)
    if not isinstance(old, nn.Conv2d) or old.groups != 1:
        raise ConvscopeError(
            f"the first layer of {network.target} with weights is {first.name}, {first.operator}: it cannot be made to "
            f"read {channels} channels",
            fix="take a backbone that begins with a convolution",
        )
    had = old.in_channels
    with torch.no_grad():
        kernel = old.weight.detach()
        more = kernel.mean(1, keepdim=True).expand(-1, max(channels - had, 0), -1, -1)
        kept = kernel[:, :channels] if channels > had or channels > 1 else kernel.mean(1, keepdim=True)
        old.weight = nn.Parameter(torch.cat([kept, more], 1) * (had / channels))
    old.in_channels = channels
