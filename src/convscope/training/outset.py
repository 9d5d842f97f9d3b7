"""What a training begins with: the recipe where none is said, and what learns, set up by it."""

from __future__ import annotations

from torch import nn

from convscope.data import Noted
from convscope.data.digits_on_photos import NAME as ON_PHOTOS
from convscope.model import Answers
from convscope.training.balance import balance_for, balance_of_pixels
from convscope.training.events import Listener
from convscope.training.finetune import rates
from convscope.training.folded import pairs
from convscope.training.learner import Learner, learner_for
from convscope.training.losses import loss_for
from convscope.training.prepare import Prepared, pixels_of
from convscope.training.recipe import Recipe, default_recipe, recipe_name
from convscope.training.starting import Start, as_start
from convscope.training.whitening import early_bias


def own_recipe(model: str | Start, data: str, *, several: bool, answers: Answers = "picture") -> Recipe:
    """Give the recipe that a network and data have where none is asked for: that of both together, or of the data."""
    if answers == "box":
        return default_recipe(
            data if data == ON_PHOTOS else "boxes-fine-tune" if as_start(model).has_weights else "boxes"
        )
    if answers == "pixel":
        return default_recipe("masks-fine-tune" if as_start(model).has_weights else "masks")
    start = as_start(model)
    if start.has_weights:
        return default_recipe("fine-tune")
    return default_recipe(recipe_name(data, several=several, network=start.spelling))


def learner_of(module: nn.Module, prepared: Prepared, recipe: Recipe, *, seed: int, on_event: Listener) -> Learner:
    """Set up loss, optimiser, schedule, averages for a module on the prepared data; say how uneven classes count."""
    part, classes = prepared.parts.train, prepared.model.classes
    if part.masks_NHW is None:
        balance = balance_for(part.labels, classes, recipe)
    else:
        balance = balance_of_pixels(pixels_of(part, len(classes)), classes, recipe)
    if balance.sentence:
        on_event(Noted(prepared.dataset.name, (balance.sentence,)))
    loss = loss_for(recipe, balance.weights, classes=len(classes), several=part.labels.ndim == 2, answers=part.answers)
    learner = learner_for(
        module, recipe, pictures=len(part), seed=seed, loss=loss,
        rate_of=rates(prepared.head, recipe, body=prepared.body),
    )  # fmt: skip
    learner.chances = balance.chances
    if recipe.whitening:
        learner.early = early_bias(module, prepared.network)
    learner.folds = pairs(prepared.network, module, recipe.norm_statistics)
    return learner
