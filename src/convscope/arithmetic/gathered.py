"""The axis of a pixel unshuffle along the picture: several positions give one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convscope.arithmetic.relation import Pairs, real
from convscope.errors import ConvscopeError


@dataclass(frozen=True)
class Gathered:
    """Output o reads inputs ``times``·o … ``times``·o + ``times`` - 1.

    `torch.nn.PixelUnshuffle` (height, width), and with ``times`` r² the channels of `torch.nn.PixelShuffle`.

    >>> Gathered(2).pairs(4, 2)
    (array([0, 0, 1, 1]), array([0, 1, 2, 3]))

    Raises `ConvscopeError` for ``times`` below 1.
    """

    times: int

    def __post_init__(self) -> None:
        if self.times < 1:
            raise ConvscopeError(f"times is {self.times}, it must be at least 1", fix="raise times")

    def pairs(self, inputs: int, outputs: int) -> Pairs:
        """List each output with its block of inputs."""
        starts = np.arange(max(outputs, 0)) * self.times
        return real(starts[:, None] + np.arange(self.times), inputs)
