"""Which tile suits a network and this memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn

from convscope.apply.tiling import Plan
from convscope.apply.tiling.plan import cut
from convscope.network import trace
from convscope.network.description import Shape

SIDES = (128, 256, 512, 1024, 2048, 4096)
FIRST = 512
ENOUGH = 1.1  # of the least work that fits: a larger tile for less than that is not worth its memory
MOST = 2 << 30  # bytes of a tile's maps: more of them leave the processor's caches, and are no faster
SHARE = 0.5  # of the memory that is free


@dataclass(frozen=True)
class Sized:
    """A plan, the bytes that a tile's maps take at once, and the tile's side."""

    plan: Plan
    tile: int
    bytes: int


def budget(device: torch.device, workers: int = 1) -> int:
    """Give the bytes that a tile's maps may take in each of so many processes."""
    from convscope.training.memory import available

    free = available(device)
    return MOST if free is None else min(MOST, int(free * SHARE) // workers)


def best(module: nn.Module, shape: Shape, limit: int, *, planned: Callable[..., Plan] = cut) -> Sized:
    """Plan with the smallest tile that comes within `ENOUGH` of the least work that fits ``limit`` bytes.

    >>> net = nn.Sequential(nn.Conv2d(3, 8, 9, padding=4), nn.Conv2d(8, 2, 1))
    >>> best(net, (3, 5000, 5000), 1 << 30).tile
    256

    Raises what `cut` raises.
    """
    first = planned(module, shape, tile=FIRST)
    margins = [sum(margin) for margin in first.margin]
    fitting: dict[int, tuple[float, int]] = {}
    for side in SIDES:
        sides = [-(-side // step) * step for step in first.stride]
        read = [min(one + margin, length) for one, margin, length in zip(sides, margins, shape[1:], strict=True)]
        taken = maps(module, (shape[0], *read))
        if taken > limit and fitting:
            break
        work = read[0] * read[1] / (min(sides[0], shape[1]) * min(sides[1], shape[2]))
        fitting[side] = (work, taken)
        if taken > limit or read == list(shape[1:]):
            break
    least = min(work for work, _ in fitting.values())
    chosen = next(side for side, (work, _) in fitting.items() if work <= ENOUGH * least)
    again = first if chosen == FIRST else planned(module, shape, tile=chosen)
    return Sized(again, chosen, fitting[chosen][1])


def sized(module: nn.Module, shape: Shape, tile: int) -> Sized:
    """Plan with a tile that was chosen."""
    planned = cut(module, shape, tile=tile)
    return Sized(planned, tile, maps(module, (shape[0], *largest(planned))))


def largest(planned: Plan) -> tuple[int, int]:
    """Give the height and width of the largest tile, margins included."""
    return tuple(max(piece.end - piece.start for piece in pieces) for pieces in planned.pieces)  # type: ignore[return-value]


def maps(module: nn.Module, shape: Shape) -> int:
    """Give about how many bytes the maps take at once: those of the network, and the answer's that follow."""
    network = trace(module, shape)
    answer = network.layers[network.answers[0]].output_shape
    after = 3 * 4 * torch.Size(answer).numel()
    return max(network.memory().peak, after)
