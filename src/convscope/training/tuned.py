"""How a training's steps are computed, chosen or as it was said, and what that will take."""

from __future__ import annotations

from dataclasses import replace

import torch

from convscope.errors import ConvscopeError
from convscope.runs.record import Record
from convscope.training.computation import Computation, compiler, computation, halved, precisions, thread_counts
from convscope.training.events import Forecast
from convscope.training.folded import pairs
from convscope.training.losses import loss_for
from convscope.training.memory import available, needed
from convscope.training.prepare import Prepared
from convscope.training.recipe import Recipe
from convscope.training.setup import Setup
from convscope.training.skipping import pictures_by, steps_in_all
from convscope.training.timing import Bench
from convscope.training.tuner import SHORT, Tuning, tune

EVALUATION = 1 / 3  # of the time of a training step: forwards only
PART_BYTES = 512_000_000  # that parts of a batch may take on a processor, weights and all, where fewer pictures do
ROOM = 0.9  # of the memory that is free may be taken
MOMENTS = {"adamw": 2, "sgd": 1, "muon": 1}  # numbers a weight that the optimiser keeps


def tuned(prepared: Prepared, recipe: Recipe, setup: Setup) -> Tuning:
    """Choose how steps are computed, as ``setup.tune`` says: measured, the usual way, or a way that is spelled."""
    if setup.tune == "off":
        return Tuning(Computation(), None, "as asked for: nothing was tried")
    if setup.tune != "auto":
        chosen = computation(setup.tune)
        if chosen.compiled and prepared.model.device.type == "cpu" and compiler() is None:
            raise ConvscopeError(
                "compiling was asked for, and there is no C++ compiler", fix="install g++, or --tune off"
            )
        return Tuning(chosen, None, "as asked for")
    module, part = prepared.model.module, prepared.parts.train
    batch = min(recipe.batch_size, len(part))
    images, labels = part.batch(torch.arange(batch))
    loss = loss_for(recipe, classes=len(prepared.model.classes), several=labels.ndim == 2, answers=part.answers)
    threads = thread_counts(setup.threads) if images.device.type == "cpu" else []
    steps = steps_in_all(len(part), recipe)
    free = available(prepared.model.device)

    def fits(pictures: int) -> bool:
        space = None if free is None else _space(prepared, recipe, pictures)
        return free is None or space is None or space < ROOM * free

    def light(pictures: int) -> bool:
        space = _space(prepared, recipe, pictures) if images.device.type == "cpu" else None
        return space is None or space < PART_BYTES

    statistics = recipe.norm_statistics
    folds = pairs(prepared.network, module, statistics)
    bench = Bench(module, loss, images, labels, statistics=statistics, folds=folds, fits=fits, light=light)
    return tune(bench, batch=batch, steps=steps, threads=threads, precisions=precisions(images.device))


def tuned_before(record: Record) -> Computation:
    """Read how the steps of a run that goes on are computed: any other way would come to other digits."""
    try:
        known = {key: value for key, value in record.tuned.items() if key in Computation.__dataclass_fields__}
        return Computation(**known)
    except TypeError as error:
        raise ConvscopeError(f"the run's record does not say how it was computed: {error}") from error


def apply_threads(tuning: Tuning) -> None:
    """Set the number of threads that was chosen; whoever set one before sets it back."""
    if tuning.chosen.threads:
        torch.set_num_threads(tuning.chosen.threads)


def settled(setup: Setup, tuning: Tuning) -> Setup:
    """Say in the setup what was chosen by measuring, so that the run's command makes the same run again."""
    if not tuning.tried:
        return setup
    return replace(setup, tune=str(tuning.chosen), threads=tuning.chosen.threads or setup.threads)


def fitted_into(tuning: Tuning, expected: Forecast, batch: int) -> Tuning:
    """Have fewer pictures go through the network at once where a whole batch would not fit into the memory there is."""
    if expected.bytes is None or expected.available is None or expected.bytes < ROOM * expected.available:
        return tuning
    room = batch * ROOM * expected.available / expected.bytes
    micro = next(part for part in halved(batch) if part <= max(room, 1))
    why = f"{tuning.why}; {micro} of {batch} pictures at once, for memory"
    return replace(tuning, chosen=replace(tuning.chosen, micro_batch=micro), why=why)


def forecast(prepared: Prepared, recipe: Recipe, tuning: Tuning) -> Forecast:
    """Say how long all epochs take, and how much memory, before they begin."""
    part, parts = prepared.parts.train, prepared.parts
    batch = min(recipe.batch_size, len(part))
    seconds = space = None
    if tuning.seconds is not None:
        each = tuning.seconds / batch
        seconds = each * pictures_by(recipe.epochs, len(part), recipe)
        seconds += EVALUATION * each * (recipe.epochs * len(parts.validation) + len(parts.test))
    if seconds is not None and seconds >= SHORT:  # of a short training nobody waits for it
        space = _space(prepared, recipe, tuning.chosen.micro_batch or batch)
    return Forecast(tuning.chosen, tuning.why, seconds, space, available(prepared.model.device))


def _space(prepared: Prepared, recipe: Recipe, at_once: int) -> int | None:
    """Give the bytes that training takes with so many pictures at once; None where that is not known."""
    moments = MOMENTS[recipe.optimizer] + bool(recipe.moving_average) + bool(recipe.lookahead)
    return needed(prepared.network, prepared.model.module, batch=at_once, moments=moments)
