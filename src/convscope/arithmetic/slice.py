"""The axis of indexing, cropping and flipping."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convscope.arithmetic.relation import Pairs, real
from convscope.errors import ConvscopeError


@dataclass(frozen=True)
class Slice:
    """Output o reads input ``start`` + ``step``·o: ``x[start::step]``; a flip is ``Slice(n - 1, -1)``.

    >>> Slice(1, 2).pairs(6, 3)
    (array([0, 1, 2]), array([1, 3, 5]))

    Raises `ConvscopeError` for a step of 0.
    """

    start: int
    step: int = 1

    def __post_init__(self) -> None:
        if not self.step:
            raise ConvscopeError("a slice's step is 0", fix="give a step above or below 0")

    def pairs(self, inputs: int, outputs: int) -> Pairs:
        """List each output with the one input it is a copy of."""
        return real(self.start + self.step * np.arange(max(outputs, 0)), inputs)
