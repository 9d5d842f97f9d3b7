"""Normalisations."""

from collections.abc import Callable

import pytest
import torch.nn.functional as F
from torch import nn

from convscope.errors import ConvscopeError
from convscope.ship.c99.program import Program


def test_every_norm_is_the_same(alike: Callable[..., Program]) -> None:
    """Batch norm before and after a convolution, instance, group, layer norm over one axis and two, a unit length."""
    alike(
        nn.Sequential(nn.BatchNorm2d(3), nn.ReLU(), nn.Conv2d(3, 5, 3, bias=False), nn.BatchNorm2d(5), nn.ReLU6()),
        nn.InstanceNorm2d(3, affine=True),
        nn.Sequential(nn.Conv2d(3, 8, 3), nn.GroupNorm(2, 8)),
        nn.LayerNorm(13),
        nn.LayerNorm([11, 13]),
        lambda x: F.normalize(x, dim=1),
        nn.Sequential(nn.Conv2d(3, 12, 1), nn.LocalResponseNorm(5, k=2)),
    )


def test_a_norm_without_what_training_saw_is_refused(alike: Callable[..., Program]) -> None:
    """It would normalise by its own batch."""
    with pytest.raises(ConvscopeError, match="normalises by the batch it is in"):
        alike(nn.BatchNorm2d(3, track_running_stats=False))
