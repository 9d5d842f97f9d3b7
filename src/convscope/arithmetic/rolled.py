"""The axis of a cyclic shift, as in shifted-window attention."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convscope.arithmetic.relation import Pairs, real


@dataclass(frozen=True)
class Rolled:
    """Output o reads input (o - ``shift``) mod n: `torch.roll`.

    >>> Rolled(1).pairs(3, 3)
    (array([0, 1, 2]), array([2, 0, 1]))
    """

    shift: int

    def pairs(self, inputs: int, outputs: int) -> Pairs:
        """List each output with the one input it is a copy of."""
        if inputs < 1:
            return real(np.arange(max(outputs, 0)), 0)
        return real((np.arange(max(outputs, 0)) - self.shift) % inputs, inputs)
