"""Pictures that are easy already are left out of later epochs: the time goes to those that are not."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

import torch
from torch import Tensor

from convscope.training.recipe import Recipe

EASY = 0.5  # the share of the pictures of which some are left out


def pictures_in(epoch: int, pictures: int, recipe: Recipe) -> int:
    """Say how many of a part's pictures an epoch has, counted from 1.

    >>> [pictures_in(epoch, 300, Recipe(epochs=4, skip_easy=0.33, skip_after=0.5)) for epoch in (1, 2, 3, 4)]
    [300, 300, 201, 201]
    """
    return pictures - int(pictures * recipe.skip_easy) if epoch > _whole(recipe) else pictures


def pictures_by(epoch: int, pictures: int, recipe: Recipe) -> int:
    """Count the pictures of all epochs up to one, this one among them."""
    whole = min(epoch, _whole(recipe))
    return whole * pictures + (epoch - whole) * pictures_in(recipe.epochs, pictures, recipe)


def steps_in_all(pictures: int, recipe: Recipe) -> int:
    """Count the steps of all epochs, each with a last batch that may be smaller."""
    return sum(-(-pictures_in(epoch, pictures, recipe) // recipe.batch_size) for epoch in range(1, recipe.epochs + 1))


def _whole(recipe: Recipe) -> int:
    """Say how many epochs have all pictures; rounded first, since 5 times 0.4 may be a hair above 2."""
    return ceil(round(recipe.epochs * recipe.skip_after, 9)) if recipe.skip_easy else recipe.epochs


class Skipping:
    """Leaves pictures out by the loss that each had when it was last met; nothing is computed for it beside training.

    Those left out are drawn evenly, in each epoch anew, from the half with the smallest losses, so that all are met
    now and then. As Qin et al. (InfoBatch, arXiv 2303.04947) and Jiang et al. (Selective-Backprop, arXiv 1910.00762)
    have it, but no gradient is made larger for them: that the hard ones count more is what is wanted.
    """

    def __init__(self, pictures: int, recipe: Recipe) -> None:
        self.recipe = recipe
        self.losses = torch.zeros(pictures)  # when last met
        self.before = self.losses  # as the epoch under way found them

    def begin(self) -> None:
        """Say that an epoch begins."""
        self.before = self.losses.clone()

    def kept(self, epoch: int, generator: torch.Generator) -> Tensor:
        """Give the numbers of the pictures that an epoch has, in order; the same for one state of ``generator``."""
        count = len(self.losses)
        out = count - pictures_in(epoch, count, self.recipe)
        if not out:
            return torch.arange(count)
        easy = self.before.argsort(stable=True)[: int(count * EASY)]
        stays = torch.ones(count, dtype=torch.bool)
        stays[easy[torch.randperm(len(easy), generator=generator)[:out]]] = False
        return stays.nonzero()[:, 0]

    def met(self, chosen: Tensor, losses: Tensor) -> None:
        """Keep the losses of the pictures of a batch."""
        self.losses[chosen] = losses.float().cpu()

    def state_dict(self) -> dict[str, Any]:
        """Give what an epoch goes on from."""
        return {"losses": self.losses, "before": self.before}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from a state that was kept."""
        self.losses, self.before = state["losses"].clone(), state["before"].clone()
