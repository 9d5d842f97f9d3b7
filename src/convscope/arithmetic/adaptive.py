"""The axis of adaptive pooling: as many outputs as asked for, of whatever size comes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convscope.arithmetic.relation import Pairs, runs


@dataclass(frozen=True)
class Adaptive:
    """Of n inputs and m outputs, output o reads floor(o·n/m) … ceil((o + 1)·n/m) - 1 (`torch.nn.AdaptiveAvgPool2d`).

    >>> Adaptive().pairs(5, 2)  # the middle one is read twice
    (array([0, 0, 0, 1, 1, 1]), array([0, 1, 2, 2, 3, 4]))
    """

    def pairs(self, inputs: int, outputs: int) -> Pairs:
        """List each output with the run of inputs it pools."""
        owners = np.arange(max(outputs, 0), dtype=np.int64)
        if inputs < 1 or outputs < 1:
            return owners[:0], owners[:0]
        return runs(owners * inputs // outputs, -((-(owners + 1) * inputs) // outputs) - 1)
