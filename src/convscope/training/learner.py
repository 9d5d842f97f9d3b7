"""What training changes, and how one step changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from convscope.data import augment, augment_both, flip_alternately, mix
from convscope.data.chance import Chance, Rows
from convscope.training.averaging import MovingAverage
from convscope.training.distributed.share import Share
from convscope.training.folded import Pair
from convscope.training.growing import share_in, shrunk, shrunk_masks
from convscope.training.lookahead import Lookahead
from convscope.training.losses import Loss
from convscope.training.optimizers import optimizer_for
from convscope.training.recipe import Recipe
from convscope.training.schedules import Schedule
from convscope.training.skipping import Skipping, steps_in_all

if TYPE_CHECKING:
    from convscope.training.loop import Part

KEPT = ("lookahead", "moving_average", "skipping")  # that have a state of their own


@dataclass
class Learner:
    """The module with everything that moves it: optimiser, schedule, averages, random numbers, loss.

    A step is ``images, targets = prepared(part, chosen)``, the module's answer, ``loss(answer, targets)`` backward,
    ``step()``. Evaluate, and keep weights, within ``evaluated()``. All but the module is in ``state_dict()``: nested
    dictionaries of tensors and numbers.
    """

    module: nn.Module
    optimizer: torch.optim.Optimizer
    schedule: Schedule
    generator: torch.Generator
    recipe: Recipe
    loss: Loss
    lookahead: Lookahead | None = None
    moving_average: MovingAverage | None = None
    mirrored_first: Tensor | None = None  # which pictures alternating flip mirrors in the first epoch
    epoch: int = 1
    chances: Tensor | None = None  # how likely each picture is drawn; None takes each once
    folds: tuple[Pair, ...] = ()  # convolutions and norms that are computed as one
    skipping: Skipping | None = None  # who leaves easy pictures out
    early: Tensor | None = None  # what learns in the first third of the epochs alone, see `early_bias`

    def start_epoch(self, epoch: int) -> None:
        """Say which epoch begins, counted from 1: some changes of the pictures follow it, and what learns early."""
        self.epoch = epoch
        if self.early is not None:
            self.early.requires_grad_(3 * (epoch - 1) < self.recipe.epochs)

    def prepared(self, part: Part, chosen: Tensor, share: Share | None = None) -> tuple[Tensor, Tensor]:
        """Give a batch of a part's pictures, changed, as they enter the network, and what is wanted of each.

        That is its label, or, where pictures are mixed, shares of the classes (N, classes), or its pixels' classes,
        which move with it. ``chosen`` are the pictures' numbers in the part. Of a ``share`` only a worker's own are
        given, changed as they would be among all.
        """
        recipe = self.recipe
        mixes, pairs = bool(recipe.mixup or recipe.cutmix), None
        chance: Chance = self.generator
        if share is not None:
            rows = share.rows
            if mixes:  # each with the one before it
                rows, places = torch.unique(torch.cat([rows, (rows - 1) % share.whole]), return_inverse=True)
                pairs = (places[: len(places) // 2], places[len(places) // 2 :])
            chance, chosen = Rows(self.generator, share.whole, rows), chosen[rows]
        images_NCHW, targets = part.batch(chosen)
        if self.mirrored_first is not None:
            first = self.mirrored_first[chosen]
            images_NCHW = flip_alternately(images_NCHW, first, self.epoch)
            if part.answers == "pixel":
                targets = flip_alternately(targets[:, None], first, self.epoch)[:, 0]
        if part.answers == "pixel":
            images_NCHW, targets = augment_both(images_NCHW, targets, recipe.augmentation, chance, part.contract)
        else:
            images_NCHW = augment(images_NCHW, recipe.augmentation, chance, part.contract)
        if mixes:
            soft = self.loss.soft(targets)
            mixed = {"mixup": recipe.mixup, "cutmix": recipe.cutmix}
            images_NCHW, targets = mix(images_NCHW, soft, **mixed, generator=self.generator, pairs=pairs)
        side = share_in(self.epoch, recipe.epochs, recipe.grow)
        return shrunk(images_NCHW, side), shrunk_masks(targets, side) if part.answers == "pixel" else targets

    def step(self) -> None:
        """Move the weights by the gradients that are there, clear these, move the rate and the averages on."""
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.schedule.step()
        if self.lookahead is not None:
            self.lookahead.update()
        if self.moving_average is not None:
            self.moving_average.update()

    @contextmanager
    def evaluated(self) -> Iterator[nn.Module]:
        """Give the module with the weights that count for as long as the block lasts: an average where there is one."""
        average = self.moving_average or self.lookahead
        if average is None:
            yield self.module
        else:
            with average.in_place():
                yield self.module

    def state_dict(self) -> dict[str, Any]:
        """Give what goes on from one step to the next, the module's own weights apart."""
        state: dict[str, Any] = {
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
            "generator": self.generator.get_state(),
            "epoch": self.epoch,
        }
        for name in KEPT:
            if getattr(self, name) is not None:
                state[name] = getattr(self, name).state_dict()
        return state

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from a state that was kept; the module's weights are loaded apart."""
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        self.generator.set_state(state["generator"])
        self.epoch = int(state["epoch"])
        for name in KEPT:
            if getattr(self, name) is not None:
                getattr(self, name).load_state_dict(state[name])


def learner_for(
    module: nn.Module,
    recipe: Recipe,
    *,
    pictures: int,
    seed: int,
    loss: Loss,
    rate_of: Callable[[str], float] = lambda _: 1.0,
) -> Learner:
    """Set up what a recipe asks for, over all steps of a training with so many ``pictures`` an epoch.

    ``rate_of`` gives a parameter's share of the learning rate by its name, see `optimizer_for`.
    """
    optimizer = optimizer_for(module, recipe, rate_of=rate_of)
    steps = steps_in_all(pictures, recipe)
    schedule = Schedule(optimizer, steps, name=recipe.schedule, warm_up=recipe.warm_up, floor=recipe.floor)
    lookahead = average = None
    if recipe.lookahead:
        keep, ramp = recipe.lookahead_keep, recipe.lookahead_ramp
        lookahead = Lookahead(module, steps, every=recipe.lookahead, keep=keep, ramp=ramp)
    if recipe.moving_average:
        average = MovingAverage(module, recipe.moving_average)
    first = None
    if recipe.alternating_flip:  # of the seed alone, so that it needs no state
        first = torch.rand(pictures, generator=torch.Generator().manual_seed(seed)) < 0.5
    generator = torch.Generator().manual_seed(seed)
    learner = Learner(module, optimizer, schedule, generator, recipe, loss, lookahead, average, first)
    if recipe.skip_easy:
        learner.skipping = Skipping(pictures, recipe)
    return learner
