"""The axis of a broadcast: one position serves all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convscope.arithmetic.relation import Pairs


@dataclass(frozen=True)
class Spread:
    """Every output reads input 0, the only one, as in x + bias or `torch.Tensor.expand`.

    >>> Spread().pairs(1, 3)
    (array([0, 1, 2]), array([0, 0, 0]))
    """

    def pairs(self, inputs: int, outputs: int) -> Pairs:
        """List each output with input 0."""
        owners = np.arange(max(outputs, 0) if inputs > 0 else 0, dtype=np.int64)
        return owners, np.zeros_like(owners)
