"""The axis of a part that is put into a larger whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convscope.arithmetic.relation import Pairs, real


@dataclass(frozen=True)
class Placed:
    """Output o reads input o - ``offset`` where there is one: a part of `torch.cat`, ``y[2:5] = x``.

    >>> Placed(2).pairs(2, 5)
    (array([2, 3]), array([0, 1]))
    """

    offset: int

    def pairs(self, inputs: int, outputs: int) -> Pairs:
        """List each output that the part fills with the input that fills it."""
        return real(np.arange(max(outputs, 0)) - self.offset, inputs)
