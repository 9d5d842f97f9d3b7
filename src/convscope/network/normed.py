"""Which batch norms stand right behind a convolution that nothing else reads: both can be computed as one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import nn

    from convscope.network.description import Layer, Network


@dataclass(frozen=True)
class Normed:
    """A convolution's layer, its module's path, and that of the norm behind it."""

    layer: Layer
    convolution: str
    norm: str


def normed(network: Network, module: nn.Module) -> list[Normed]:
    """Find them in the order they are run: each module is used once, and the convolution is no answer of its own.

    >>> from torch import nn
    >>> from convscope.network import trace
    >>> net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU())
    >>> [(one.convolution, one.norm) for one in normed(trace(net, (3, 9, 9)), net)]
    [('0', '1')]
    """
    own = dict(module.named_modules())
    places = [_place(layer, own) for layer in network.layers]
    uses = Counter((place, layer.operator) for layer, place in zip(network.layers, places, strict=True))
    found = []
    for layer, place in zip(network.layers, places, strict=True):
        readers = network.consumers(layer.index)
        if not layer.windows or not layer.parameters or layer.index in network.answers or len(readers) != 1:
            continue
        norm = readers[0]
        behind = places[norm.index]
        if norm.operator != "batch_norm" or len(norm.inputs) != 1 or place not in own or behind not in own:
            continue
        if uses[place, layer.operator] == uses[behind, norm.operator] == 1:
            found.append(Normed(layer, place, behind))
    return found


def _place(layer: Layer, own: Collection[str]) -> str:
    """Name a layer's module.

    Where a module does several things, the operator's name follows the module's; where it is used again, ``:2``.
    """
    name = re.sub(r":\d+$", "", layer.name)
    return name if name in own else name.removesuffix(f".{layer.operator}")
