"""Random numbers of the pictures of a batch: of all of it, or of the rows of it that this process has.

Whoever has some rows of a batch draws for all of it and keeps its own: so each picture's numbers follow from the seed,
the epoch and the picture, in however many processes the batch is worked on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Rows:
    """Some ``rows`` of a batch of ``whole`` pictures, and the generator that all its numbers are drawn from."""

    generator: torch.Generator
    whole: int
    rows: Tensor

    def get_state(self) -> Tensor:
        """Give the generator's state."""
        return self.generator.get_state()

    def set_state(self, state: Tensor) -> None:
        """Put the generator into a state."""
        self.generator.set_state(state)


Chance = torch.Generator | Rows


def drawn(draw: Callable[[int, torch.Generator], Tensor], count: int, chance: Chance) -> Tensor:
    """Draw for ``count`` pictures: ``draw`` gives (…, pictures) for so many, of which the rows at hand are kept.

    >>> even = lambda count, generator: torch.rand((2, count), generator=generator)
    >>> whole = drawn(even, 5, torch.Generator().manual_seed(0))
    >>> some = drawn(even, 2, Rows(torch.Generator().manual_seed(0), 5, torch.tensor([1, 4])))
    >>> bool((whole[:, [1, 4]] == some).all())
    True
    """
    if isinstance(chance, torch.Generator):
        return draw(count, chance)
    return draw(chance.whole, chance.generator)[..., chance.rows]


def evenly(amounts: int, count: int, chance: Chance) -> Tensor:
    """Draw ``amounts`` numbers of 0 … 1 for each picture, (amounts, pictures)."""
    return drawn(lambda whole, generator: torch.rand((amounts, whole), generator=generator), count, chance)
