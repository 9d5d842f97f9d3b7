"""Put a plan to the test: a small scene of random pixels, run whole and in tiles."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from convscope.apply.tiling.plan import Plan, plan
from convscope.apply.tiling.tiled import first_map, tiled
from convscope.network import evaluating

ROUNDING = 1e-4  # of the largest answer: what other shapes of the same sums come to in float32, and to spare


@dataclass(frozen=True)
class Proof:
    """How far tiles were from the whole on a scene of ``shape``: ``difference`` over ``largest``, the largest answer.

    ``labels`` of ``places`` differ; all of them lie where the two best classes are no further apart than ``difference``
    twice, if ``holds``.
    """

    shape: tuple[int, int, int]
    difference: float
    largest: float
    labels: int
    places: int
    holds: bool


def prove(module: nn.Module, planned: Plan, *, seed: int = 0) -> Proof:
    """Run a network whole and in tiles on random pixels, two tiles an axis, no larger than the plan's margins ask for.

    >>> from convscope.apply.tiling.plan import plan
    >>> net = nn.Conv2d(3, 2, 3, padding=1)
    >>> prove(net, plan(net, (3, 500, 500))).holds
    True

    What a description cannot know is seen here: numbers that forward makes itself from the size that comes, as
    coordinates are. Raises what `plan` raises.
    """
    sides = [
        -(-max(margin) // step) * step + 2 * step for step, margin in zip(planned.stride, planned.margin, strict=True)
    ]
    sizes = [
        min(pixels, 2 * side - step + (pixels % step or step))  # ends as the scene does, between two places of a map
        for side, pixels, step in zip(sides, planned.shape[1:], planned.stride, strict=True)
    ]
    shape = (planned.shape[0], *sizes)
    small = plan(module, shape, tile=max(sides))
    generator = torch.Generator().manual_seed(seed)
    device = next((parameter.device for parameter in module.parameters()), torch.device("cpu"))
    scene = torch.randn(1, *shape, generator=generator).to(device)
    with evaluating(module, training=False), torch.inference_mode():
        whole = first_map(module(scene))
    found = torch.full_like(whole, torch.nan)
    for tile, part in tiled(module, small, lambda rows, columns: scene[:, :, rows, columns]):
        found[:, :, *tile.answered] = part
    difference, largest = (found - whole).abs().max().item(), whole.abs().max().item()
    differ = found.max(1).indices != whole.max(1).indices
    best = whole.topk(min(2, whole.shape[1]), dim=1).values
    close = (best[:, 0] - best[:, -1]).abs() <= 2 * difference
    holds = difference <= ROUNDING * max(largest, 1e-30) and bool((close | ~differ).all())
    return Proof(shape, difference, largest, int(differ.sum()), differ.numel(), holds)  # type: ignore[arg-type]
