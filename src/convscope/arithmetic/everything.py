"""The axis of what mixes every position: a fully connected layer, a mean, a softmax, attention."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convscope.arithmetic.relation import Pairs


@dataclass(frozen=True)
class Everything:
    """Each output reads every input.

    >>> Everything().pairs(2, 2)
    (array([0, 0, 1, 1]), array([0, 1, 0, 1]))
    """

    def pairs(self, inputs: int, outputs: int) -> Pairs:
        """List all ``outputs`` × ``inputs`` pairs."""
        inputs, outputs = max(inputs, 0), max(outputs, 0)
        return (
            np.repeat(np.arange(outputs, dtype=np.int64), inputs),
            np.tile(np.arange(inputs, dtype=np.int64), outputs),
        )
