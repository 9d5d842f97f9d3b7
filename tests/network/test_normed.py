"""Batch norms right behind a convolution that nothing else reads."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from convscope.network import normed, trace


class Wired(nn.Module):
    """A convolution and a norm, put together as is said."""

    def __init__(self, wiring: Callable[[nn.Module, nn.Module, Tensor], Tensor]) -> None:
        super().__init__()
        self.conv, self.norm = nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3)
        self.wiring = wiring

    def forward(self, images: Tensor) -> Tensor:
        return self.wiring(self.conv, self.norm, images)


@pytest.mark.parametrize(
    ("wiring", "count"),
    [
        (lambda conv, norm, x: norm(conv(x)).relu(), 1),
        (lambda conv, norm, x: norm(conv(x)) + conv(x), 0),
        (lambda conv, norm, x: (lambda y: norm(y) + y)(conv(x)), 0),
        (lambda conv, norm, x: norm(conv(x).relu()), 0),
        (lambda conv, norm, x: norm(norm(conv(x))), 0),
        (lambda conv, norm, x: norm(conv(torch.nn.functional.pad(x, (1, 1, 1, 1)))), 1),
    ],
    ids=["behind", "convolution used twice", "read by two", "something between", "norm used twice", "padded before"],
)
def test_only_a_norm_that_alone_reads_a_convolution_counts(
    wiring: Callable[[nn.Module, nn.Module, Tensor], Tensor], count: int
) -> None:
    """And either is used once."""
    module = Wired(wiring).eval()
    assert len(normed(trace(module, (3, 8, 8)), module)) == count
