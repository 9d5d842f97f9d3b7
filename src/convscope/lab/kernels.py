"""Kernels of trained networks' first layers, for Convolve to slide."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.loading import load
from convscope.models.pretrained import weights_file
from convscope.models.weights import read_weights

if TYPE_CHECKING:
    from convscope.lab.opened import Opened

MOST_KERNELS, MOST_CHANNELS, MOST_SIDE = 16, 3, 31  # what the stage can hold
TRAINED = "lenet5:mnist"


@cache
def shipped() -> tuple[dict[str, Any], ...]:
    """Give the first layers that come with the package: LeNet-5's on MNIST and, where installed, `pretrained`'s.

    Each is ``{"name", "channels", "height", "width", "kernels", "all"}``, a kernel's weights channel after channel, row
    by row; of a layer with many kernels those with the greatest weights, ``all`` being how many it has.

    >>> shipped()[0]["name"], shipped()[0]["height"], len(shipped()[0]["kernels"])
    ('lenet5:mnist', 5, 6)
    """
    found = [_cut(TRAINED, _first(load(TRAINED).module.state_dict()))]
    file = weights_file()
    if file is not None:
        found.append(_cut("pretrained", _first(read_weights(file))))
    return tuple(found)


def first_kernels(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Answer a page that asks for the first convolution of the network that was opened."""
    del values  # there is nothing to choose
    for module in opened.model.module.modules():
        if isinstance(module, nn.Conv2d):
            weight = module.weight.detach()
            if weight.shape[1] > MOST_CHANNELS or max(weight.shape[2:]) > MOST_SIDE:
                break
            return _cut(opened.spelling, weight)
    raise ConvscopeError(
        f"{opened.spelling[:100]} has no first convolution that the stage can hold",
        fix=f"open a network with kernels of at most {MOST_CHANNELS} channels and {MOST_SIDE} x {MOST_SIDE}",
    )


def _first(weights: Mapping[str, Tensor]) -> Tensor:
    return next(weight for weight in weights.values() if weight.ndim == 4)


def _cut(name: str, weight: Tensor) -> dict[str, Any]:
    """Take at most as many kernels as the stage shows, in the layer's order."""
    strongest = weight.flatten(1).norm(dim=1).argsort(descending=True)[:MOST_KERNELS].sort().values
    kept = weight[strongest].flatten(1).double().cpu()
    return {
        "name": name,
        "channels": weight.shape[1],
        "height": weight.shape[2],
        "width": weight.shape[3],
        "kernels": [[round(value, 4) for value in kernel] for kernel in kept.tolist()],
        "all": len(weight),
    }
