"""Run a network over a scene tile by tile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn

from convscope.apply.tiling.plan import Plan, Tile
from convscope.apply.tiling.resizing import Resizing
from convscope.network import evaluating

Read = Callable[[slice, slice], Tensor]


def tiled(
    module: nn.Module, plan: Plan, read: Read, *, answer: Callable[[Any], Tensor] | None = None
) -> Iterator[tuple[Tile, Tensor]]:
    """Run ``module`` over the tiles of a plan; give each with its part of the answer, ``(1, channels, *places)``.

    >>> from convscope.apply.tiling.plan import plan
    >>> net, scene = nn.Conv2d(1, 1, 3, padding=1), torch.rand(1, 1, 20, 30)
    >>> whole = torch.zeros(1, 1, 20, 30)
    >>> for tile, part in tiled(net, plan(net, (1, 20, 30), tile=8), lambda rows, columns: scene[:, :, rows, columns]):
    ...     whole[:, :, *tile.answered] = part
    >>> torch.allclose(whole, net(scene), atol=1e-6)
    True

    ``read`` gives the pixels of some rows and columns as they enter the network, (1, channels, height, width); only a
    tile's are ever in memory. ``answer`` takes the map out of what the network returns; by default the first tensor.
    """
    for tile in plan:
        images = read(*tile.read)
        with evaluating(module, training=False), torch.inference_mode(), Resizing(plan.resizes(tile)):
            whole = (answer or first_map)(module(images))
        yield tile, whole[:, :, *tile.kept]


def first_map(answer: Any) -> Tensor:
    """Take the first tensor of whatever a network returns: of a dictionary the first value, of several the first."""
    while not isinstance(answer, Tensor):
        answer = next(iter(answer.values() if isinstance(answer, dict) else answer))
    return answer
