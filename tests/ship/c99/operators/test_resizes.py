"""Resizes."""

from collections.abc import Callable

import torch.nn.functional as F

from convscope.ship.c99.program import Program


def test_nearest_and_bilinear_are_the_same(alike: Callable[..., Program]) -> None:
    """By a factor, whole or not, and to a size, with corners that meet and without."""
    alike(
        lambda x: F.interpolate(x, scale_factor=2),
        lambda x: F.interpolate(x, size=(7, 20)),
        lambda x: F.interpolate(x, size=(7, 20), mode="nearest-exact"),
        lambda x: F.interpolate(x, scale_factor=1.7, mode="bilinear"),
        lambda x: F.interpolate(x, size=(23, 5), mode="bilinear"),
        lambda x: F.interpolate(x, size=(23, 5), mode="bilinear", align_corners=True),
    )
