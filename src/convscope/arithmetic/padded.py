"""The axis of a padding layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from convscope.arithmetic.relation import Pairs, real

PaddingMode: TypeAlias = Literal["constant", "reflect", "replicate", "circular"]


@dataclass(frozen=True)
class Padded:
    """Positions added ``before`` and ``after``, as `torch.nn.functional.pad` does; a negative number crops.

    >>> Padded(2, 0, "reflect").pairs(3, 5)
    (array([0, 1, 2, 3, 4]), array([2, 1, 0, 1, 2]))
    >>> Padded(1, -1, "constant").pairs(3, 3)
    (array([1, 2]), array([0, 1]))

    With q = o - before: constant reads q where it is real; reflect -q or 2(n - 1) - q beyond an end; replicate the end
    itself; circular goes round what the crop has left.
    """

    before: int
    after: int
    mode: PaddingMode = "constant"

    def pairs(self, inputs: int, outputs: int) -> Pairs:
        """List each output with the one input it is a copy of, if any."""
        positions = np.arange(max(outputs, 0)) - self.before
        if inputs < 1:
            return real(positions, 0)
        if self.mode == "reflect":
            positions = np.where(positions < 0, -positions, positions)
            positions = np.where(positions >= inputs, 2 * (inputs - 1) - positions, positions)
        elif self.mode == "replicate":
            positions = np.clip(positions, 0, inputs - 1)
        elif self.mode == "circular":
            first, last = max(-self.before, 0), inputs - 1 - max(-self.after, 0)
            if last >= first:
                positions = first + (positions - first) % (last - first + 1)
        return real(positions, inputs)
