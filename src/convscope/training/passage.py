"""How far an epoch has come, so that it can go on after any of its batches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor


@dataclass
class Passage:
    """The batches that an epoch has behind it, and the sums over them.

    ``order`` is the generator's state when the order of the epoch's pictures was drawn, from which it is drawn again;
    empty before that. ``whole`` is False while a step is under way: then there is no state to keep.
    """

    batches: int = 0
    pictures: int = 0
    losses: Tensor = field(default_factory=lambda: torch.zeros(()))
    right: Tensor = field(default_factory=lambda: torch.zeros(()))
    order: Tensor = field(default_factory=lambda: torch.empty(0, dtype=torch.uint8))
    whole: bool = True

    def add(self, count: int, loss: Tensor, right: Tensor) -> None:
        """Count a batch of so many pictures, its mean loss and how many were right."""
        self.batches += 1
        self.pictures += count
        self.losses = self.losses.to(loss.device) + loss * count
        self.right = self.right.to(right.device) + right

    def means(self) -> tuple[float, float]:
        """Give the mean loss and accuracy so far; nan of no picture."""
        if not self.pictures:
            return float("nan"), float("nan")
        return float(self.losses) / self.pictures, float(self.right) / self.pictures

    def state_dict(self) -> dict[str, Any]:
        """Give all of it as plain values."""
        return {
            "batches": self.batches, "pictures": self.pictures, "losses": self.losses, "right": self.right,
            "order": self.order,
        }  # fmt: skip

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Passage:
        """Go on from a state that was kept."""
        return cls(**state)
