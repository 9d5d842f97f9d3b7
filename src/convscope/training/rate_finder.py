"""Find a learning rate: train with a rate that rises step by step, and see between which rates the loss falls."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from math import log10
from pathlib import Path
from typing import Any

from convscope.data import Dataset, load_dataset
from convscope.draw.chart import Chart, Line, Lines
from convscope.errors import ConvscopeError
from convscope.training.events import Listener, say_notes
from convscope.training.finetune import train_head
from convscope.training.memory import out_of_memory
from convscope.training.outset import learner_of, own_recipe
from convscope.training.prepare import prepare
from convscope.training.rates import Falling, falling, smoothed
from convscope.training.recipe import Recipe
from convscope.training.recorded import command_of
from convscope.training.rising import risen
from convscope.training.setup import Setup
from convscope.training.starting import as_start

RANGES = {"adamw": (1e-6, 1.0), "sgd": (1e-4, 10.0), "muon": (1e-6, 1.0)}
DENSE = 50  # steps a decade from which a suggestion is firm


@dataclass(frozen=True)
class RateFound:
    """Rates and the loss of the step taken with each; ``found`` is None where the loss fell clearly with none.

    ``recipe_rate`` is the recipe's own rate, ``command`` the training with the rate that is suggested.
    """

    data: str
    model: str
    optimizer: str
    recipe_rate: float
    rates: tuple[float, ...]
    losses: tuple[float, ...]
    found: Falling | None
    seconds: float
    command: str
    path: Path | None = None

    @property
    def suggestion(self) -> float | None:
        """The rate to train with: in the lower half of the fall, to two digits."""
        return None if self.found is None else float(f"{self.found.middle:.1e}")

    @property
    def sentence(self) -> str:
        """Say what was found."""
        if self.found is None:
            return (
                f"The loss falls clearly at no rate from {self.rates[0]:.1g} to {self.rates[-1]:.1g}: no rate is "
                "suggested. More steps may show one, or the network does not learn these data."
            )
        decades = log10(self.rates[-1] / self.rates[0])
        rough = (
            f" From {len(self.rates)} steps that is rough: --steps takes more."
            if len(self.rates) < DENSE * decades
            else ""
        )
        return (
            f"Half of the loss's fall is done at a rate of {self.found.low:.2g}, all of it at {self.found.high:.2g}; "
            f"in the middle is {self.suggestion:g}. The recipe has {self.recipe_rate:g}.{rough}"
        )

    def chart(self) -> Chart:
        """Draw the loss over the rate."""
        averages = smoothed(self.losses)
        top = 1.25 * max(averages[: max(2, len(averages) // 10)])
        kept = [number for number, average in enumerate(averages) if average <= top]
        rates = [self.rates[number] for number in kept]
        marks = () if self.found is None else (self.found.low, self.found.middle, self.found.high)
        line = Line("", rates, [float(averages[number]) for number in kept])
        panel = Lines(f"{self.model} on {self.data}, {self.optimizer}", "learning rate", [line], False, marks, True)
        how = "Loss of each batch, averaged with those before; the rate rises at each step."
        return Chart("Loss while the learning rate rises", f"{how} {self.sentence}", (panel,))

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "data": self.data, "model": self.model, "optimizer": self.optimizer, "suggestion": self.suggestion,
            "recipe_rate": self.recipe_rate, "low": self.found and self.found.low,
            "high": self.found and self.found.high, "rates": list(self.rates), "losses": list(self.losses),
            "seconds": self.seconds, "command": self.command, "path": None if self.path is None else str(self.path),
        }  # fmt: skip


def find_rate(
    data: str | Dataset,
    *,
    model: str,
    recipe: Recipe | Mapping[str, str] | None = None,
    setup: Setup | None = None,
    steps: int | None = None,
    on_event: Listener = say_notes,
) -> RateFound:
    """Train a fresh network with a rate that rises, from one that moves nothing until the loss runs away; keep nothing.

    The arguments are `train`'s: the network begins as a training with them would. ``steps`` are 400, or, of a network
    that would take more than a minute for these, fewer, at least 200. Rates go from 1e-6 to 1, those of SGD from 1e-4
    to 10.

    Raises `ConvscopeError` where memory runs out, and what `train` raises before its first step.
    """
    if steps is not None and steps < 10:
        raise ConvscopeError(f"{steps} steps came", fix="give at least 10; some hundreds tell more")
    dataset = load_dataset(data, on_note=on_event) if isinstance(data, str) else data
    setup = setup or Setup()
    if not isinstance(recipe, Recipe):
        several = dataset.labels.ndim == 2
        recipe = own_recipe(model, dataset.name, several=several, answers=dataset.answers).with_settings(recipe or {})
    with setup.applied():
        prepared = prepare(dataset, model, recipe, seed=setup.seed, device=setup.torch_device())
        part = prepared.parts.train
        if recipe.head_epochs and as_start(model).has_weights:
            on_event(train_head(prepared, recipe, tune=setup.tune)[1])
        level = recipe.model_copy(update={"schedule": "constant", "warm_up": 0.0})
        learner = learner_of(prepared.model.module, prepared, level, seed=setup.seed, on_event=on_event)
        learner.start_epoch(recipe.epochs)
        begun = time.perf_counter()
        try:
            rates, losses = risen(learner, part, RANGES[recipe.optimizer], steps=steps, on_event=on_event)
        except RuntimeError as error:
            if not out_of_memory(error):
                raise
            raise ConvscopeError(
                f"memory ran out at batches of {recipe.batch_size}", fix="smaller ones: --set batch_size=…"
            ) from error
        seconds = time.perf_counter() - begun
        found = falling(rates, losses)
        rate = recipe.learning_rate if found is None else float(f"{found.middle:.1e}")
        command = command_of(prepared, recipe.model_copy(update={"learning_rate": rate}), setup)
    return RateFound(
        dataset.name, model, recipe.optimizer, recipe.learning_rate, tuple(rates), tuple(losses), found, seconds,
        command,
    )  # fmt: skip
