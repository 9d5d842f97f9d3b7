"""Reshapes, permutations, slices, concatenation."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from convscope.ship.c99.program import Program


def written(x: Tensor) -> Tensor:
    """Write into parts of tensors that others see."""
    y = x * 2
    part = y[:, :2]
    part.add_(1)
    y[:, :, 0] = 5.0
    return y


def test_every_way_to_move_numbers_is_the_same(alike: Callable[..., Program]) -> None:
    """As PyTorch has them in order, whatever way they lie in the arena."""
    alike(
        lambda x: x.permute(0, 2, 3, 1).flatten(1)[:, 3:],
        lambda x: x.flatten(2).transpose(1, 2),
        lambda x: F.pixel_shuffle(torch.cat([x, x, x, x], 1), 2),
        lambda x: F.pixel_unshuffle(x[:, :, :10, :12], 2),
        lambda x: F.channel_shuffle(torch.cat([x, x], 1), 2),
        lambda x: torch.unflatten(torch.stack([x, x * 2], 2), 1, (3, 1)).squeeze(2),
        lambda x: torch.cat([*x.chunk(2, 3), *x.split([6, 7], 3)], 3),
        lambda x: torch.roll(x, (2, -3), (2, 3)),
        lambda x: x.repeat(1, 2, 1, 2)[:, :, ::2, 1:-1],
        lambda x: x.unbind(1)[1] + x.select(1, 2),
        written,
    )


def test_a_reshape_that_moves_nothing_costs_nothing(alike: Callable[..., Program]) -> None:
    """Channels in groups and back: as many steps as with nothing done."""
    moved = alike(lambda x: torch.unflatten(x, 1, (1, 3)).squeeze(1).unsqueeze(0).squeeze(0), shape=(3, 4, 5))
    assert len(moved.steps) == len(alike(lambda x: x, shape=(3, 4, 5)).steps)
