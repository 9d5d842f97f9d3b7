"""The channel axis of a convolution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convscope.arithmetic.relation import Pairs, runs
from convscope.errors import ConvscopeError


@dataclass(frozen=True)
class Groups:
    """Outputs fall into ``groups`` equal parts, each of which reads the same part of the inputs.

    >>> Groups(2).pairs(4, 2)
    (array([0, 0, 1, 1]), array([0, 1, 2, 3]))

    One group is everything; as many groups as channels, depthwise, each its own. Raises `ConvscopeError` for groups
    below 1 or that do not divide both axes.
    """

    groups: int = 1

    def __post_init__(self) -> None:
        if self.groups < 1:
            raise ConvscopeError(f"groups is {self.groups}, it must be at least 1", fix="raise groups")

    def pairs(self, inputs: int, outputs: int) -> Pairs:
        """List each output channel with the input channels of its group."""
        if inputs % self.groups or outputs % self.groups:
            raise ConvscopeError(
                f"{self.groups} groups do not divide {inputs} and {outputs} channels",
                fix="take channels that groups divides",
            )
        part = inputs // self.groups
        starts = np.arange(max(outputs, 0), dtype=np.int64) // max(outputs // self.groups, 1) * part
        return runs(starts, starts + part - 1)
