"""The first layers of a network that comes with weights stay as they are.

They see edges and colours, which are those of any photograph, and they are where a step spends its time and memory: on
the largest maps. Where nothing below learns, gradients need not go back through them, nor their maps be kept.
"""

from __future__ import annotations

from collections.abc import Mapping

from torch import nn

from convscope.network import Network


def freeze(module: nn.Module, network: Network, share: float) -> tuple[str, ...]:
    """Have the first layers' weights not be trained, such a ``share`` of all layers with weights, the last one never.

    Layers count in the order of execution. Gives the names of those that are frozen.

    >>> from convscope.network import trace
    >>> module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Conv2d(2, 3, 3), nn.Flatten(), nn.Linear(48, 2))
    >>> freeze(module, trace(module, (1, 8, 8)), 0.5), module[0].weight.requires_grad, module[2].weight.requires_grad
    (('0',), False, True)
    """
    own = dict(module.named_modules())
    owners = (_owner(layer.name, own) for layer in network.layers if layer.parameters)
    names = list(dict.fromkeys(name for name in owners if name))
    chosen = tuple(names[: min(int(share * len(names)), len(names) - 1)])
    for name in chosen:
        own[name].requires_grad_(False)
    return chosen


def _owner(name: str, own: Mapping[str, nn.Module]) -> str:
    """Give the module that a layer belongs to: itself, or one whose forward calls it as a function.

    >>> _owner("stem.conv2d", {"": nn.Identity(), "stem": nn.Identity()})
    'stem'
    """
    while name and name not in own:
        name = name.rpartition(".")[0]
    return name
