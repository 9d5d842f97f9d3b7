"""The axis of what works position by position: an activation, a normalisation with stored statistics, a sum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convscope.arithmetic.relation import Pairs


@dataclass(frozen=True)
class Same:
    """Output o reads input o.

    >>> Same().pairs(3, 3)
    (array([0, 1, 2]), array([0, 1, 2]))
    """

    def pairs(self, inputs: int, outputs: int) -> Pairs:
        """List each position with itself, up to the shorter axis."""
        positions = np.arange(max(min(inputs, outputs), 0), dtype=np.int64)
        return positions, positions.copy()
