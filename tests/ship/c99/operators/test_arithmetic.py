"""Sums and products of two tensors."""

from collections.abc import Callable

import torch
from torch import nn

from convscope.ship.c99.program import Program


class Scaled(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.factor = nn.Parameter(torch.randn(3, 1, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return (x * self.factor - self.factor) / 3


def test_what_is_of_length_one_is_repeated(alike: Callable[..., Program]) -> None:
    """Numbers, parameters, a mean a channel, a channel for all; both ways round."""
    alike(
        Scaled(),
        lambda x: 1 - x,
        lambda x: x + x.mean((2, 3), keepdim=True),
        lambda x: 2 / (x.abs() + 1),
        lambda x: torch.maximum(x, -x) - torch.minimum(x, x * 2),
        lambda x: x[:, 1:] + x[:, :2],
        lambda x: x * x[:, :1],
        lambda x: torch.add(x, x, alpha=3),
        lambda x: torch.rsub(x, 2, alpha=2),
    )
