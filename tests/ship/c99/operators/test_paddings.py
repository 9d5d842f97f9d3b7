"""Padding."""

from collections.abc import Callable

import torch.nn.functional as F
from torch import nn

from convscope.ship.c99.program import Program
from convscope.ship.c99.steps import Fill


def test_every_padding_is_the_same(alike: Callable[..., Program]) -> None:
    """Numbers, also fewer than none and along channels; what the map holds."""
    alike(
        lambda x: F.pad(x, (1, 2, 0, 3)),
        lambda x: F.pad(x, (-1, 2, 1, -1), value=2.0),
        lambda x: F.pad(x, (0, 0, 0, 0, 1, 2)),
        *((lambda x, mode=mode: F.pad(x, (2, 1, 3, 1), mode=mode)) for mode in ("reflect", "replicate", "circular")),
    )


def test_zeros_around_a_map_become_the_padding_of_the_convolution(alike: Callable[..., Program]) -> None:
    """More below than above, as TensorFlow pads: no step of its own."""
    program = alike(nn.Sequential(nn.ReLU(), nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(3, 4, 3, stride=2)))
    assert not any(isinstance(step, Fill) for step in program.steps)
