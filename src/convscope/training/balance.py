"""Classes of which there are few: made heavier in the loss, or drawn more often, where classes are uneven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from convscope.errors import ConvscopeError
from convscope.training.recipe import Recipe

UNEVEN = 3  # times as many pictures of the largest class as of the smallest, from which on *auto* balances


MOST_WEIGHT = 10.0  # times as heavy as the median class's that a pixel may be


@dataclass(frozen=True)
class Balance:
    """What is done about uneven classes.

    ``weights`` (classes,) make a class's pictures heavier in the loss; ``chances`` (pictures,) are how likely each is
    drawn. ``sentence`` says it, empty where there is nothing to say.
    """

    weights: Tensor | None = None
    chances: Tensor | None = None
    sentence: str = ""


def balance_for(labels: Tensor, classes: Sequence[str], recipe: Recipe) -> Balance:
    """Choose by the recipe's ``balance`` and the training part's labels: (N,) numbers, or (N, classes) yes or no.

    >>> balance_for(torch.tensor([0, 0, 0, 1]), ["ant", "bee"], Recipe()).weights
    tensor([0.6667, 2.0000])

    *weights* are N / (K nₖ) of class k (King and Zeng 2001, as scikit-learn's *balanced*), 1 on average over the
    pictures; of several labels a picture (N - nₖ) / nₖ for a yes; *mild* are their square roots. *sampling* draws
    pictures, with replacement, so that all classes come equally often. *auto* weighs where the largest class has three
    times as many pictures as the smallest or more, of one label a picture. Raises `ConvscopeError` for *sampling* of
    several labels.
    """
    several = labels.ndim == 2
    counts = labels.sum(0).cpu().double() if several else torch.bincount(labels.cpu(), minlength=len(classes)).double()
    here = counts > 0
    ratio = float(counts[here].max() / counts[here].min())
    how = recipe.balance
    if how == "auto":
        how = "weights" if ratio >= UNEVEN and not several else "none"
    if how == "none":
        return Balance()
    least, most = _named(classes, counts, here)
    told = f"classes are uneven ({most}, {least}): " if ratio > 1 else "classes are even: "
    if how == "sampling":
        if several:
            raise ConvscopeError(
                "balance = 'sampling' came, and pictures have several labels", fix="weigh them: --set balance=weights"
            )
        chances = (1 / counts.clamp(min=1))[labels.cpu()]
        return Balance(None, chances, f"{told}all are drawn equally often; --set balance=none leaves them as they are")
    smoothed = counts.clamp(min=1)
    weights = (len(labels) - counts).clamp(min=1) / smoothed if several else len(labels) / (int(here.sum()) * smoothed)
    weights = torch.where(here, weights, torch.ones_like(weights)).float()
    weights = weights.sqrt() if how == "mild" else weights
    heavy, light = float(weights[here].max()), float(weights[here].min())
    said = f"{told}each picture weighs {light:.2g} to {heavy:.2g}; --set balance=none leaves them as they are"
    return Balance(weights, None, said)


def balance_of_pixels(counts: Tensor, classes: Sequence[str], recipe: Recipe) -> Balance:
    """Choose by the recipe's ``balance`` and how many pixels of the training part each class has.

    >>> balance_of_pixels(torch.tensor([80, 20]), ["sky", "sign"], Recipe(balance="weights")).weights
    tensor([0.6250, 2.5000])

    *weights* are the median class's count over the class's own (Eigen and Fergus, arXiv 1411.4734, there over the
    pictures that have it), at most ten; *mild* are their square roots. *auto* leaves classes as they are: what is few
    in pixels is small, not rare.
    """
    if recipe.balance == "sampling":
        raise ConvscopeError(
            "balance = 'sampling' came, and every pixel has a class", fix="weigh them: --set balance=weights"
        )
    if recipe.balance not in ("weights", "mild"):
        return Balance()
    counts = counts.double()
    here = counts > 0
    median = counts[here].quantile(0.5)
    weights = torch.where(here, median / counts.clamp(min=1), 1.0).clamp(max=MOST_WEIGHT).float()
    weights = weights.sqrt() if recipe.balance == "mild" else weights
    least, most = _named(classes, counts, here)
    heavy, light = float(weights[here].max()), float(weights[here].min())
    said = f"classes are uneven ({most} pixels, {least}): each pixel weighs {light:.2g} to {heavy:.2g}"
    return Balance(weights, None, f"{said}; --set balance=none leaves them as they are")


def _named(classes: Sequence[str], counts: Tensor, here: Tensor) -> tuple[str, str]:
    few = int(torch.where(here, counts, torch.inf).argmin())
    many = int(counts.argmax())
    return f"{int(counts[few]):,} of {classes[few]}", f"{int(counts[many]):,} of {classes[many]}"
