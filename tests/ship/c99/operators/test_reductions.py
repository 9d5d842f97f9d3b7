"""Sums, means, maxima."""

from collections.abc import Callable

from convscope.ship.c99.program import Program


def test_every_reduction_is_the_same(alike: Callable[..., Program]) -> None:
    """Over maps, channels, rows, and channels with columns."""
    alike(
        lambda x: x.mean((2, 3)),
        lambda x: x.mean(1),
        lambda x: x.sum((1, 3)),
        lambda x: x.amax(2) - x.amin(2),
        lambda x: x.mean((2, 3), keepdim=True) * x,
    )
