"""The axis of a pixel shuffle along the picture: each position gives several."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convscope.arithmetic.relation import Pairs, real
from convscope.errors import ConvscopeError


@dataclass(frozen=True)
class Repeated:
    """Output o reads input floor(o/``times``): `torch.nn.PixelShuffle` (height, width), `repeat_interleave`.

    >>> Repeated(2).pairs(2, 4)
    (array([0, 1, 2, 3]), array([0, 0, 1, 1]))

    Raises `ConvscopeError` for ``times`` below 1.
    """

    times: int

    def __post_init__(self) -> None:
        if self.times < 1:
            raise ConvscopeError(f"times is {self.times}, it must be at least 1", fix="raise times")

    def pairs(self, inputs: int, outputs: int) -> Pairs:
        """List each output with its input."""
        return real(np.arange(max(outputs, 0)) // self.times, inputs)
