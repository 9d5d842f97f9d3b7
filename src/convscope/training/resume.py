"""Whether a run may go on with what is asked now, and with what it does."""

from __future__ import annotations

import os
from dataclasses import replace

import torch

from convscope.data import Dataset
from convscope.errors import ConvscopeError
from convscope.runs import Run
from convscope.runs.record import Record
from convscope.training.recipe import Recipe
from convscope.training.setup import Setup
from convscope.training.starting import Start


def can_go_on(run: Run) -> bool:
    """Whether a run has a checkpoint, or is done; one that was cut off before its first is begun anew."""
    record = run.record
    return record.status == "done" or run.resumable or record.epochs > 0


def start_again(record: Record) -> Start:
    """Give what a run was begun from."""
    said = record.start
    return Start(said["model"], said["weights"], said["mean"], said["std"]) if said else Start(record.model)


def refuse_another(run: Run, dataset: Dataset, model: Start, recipe: Recipe | None, setup: Setup) -> None:
    """Raise `ConvscopeError` where another training is asked for than the one in the folder: say what differs."""
    record = run.record
    asked = {"data": dataset.name, **model.as_dict(), "seed": setup.seed}
    there = {"data": record.data, **start_again(record).as_dict(), "seed": record.seed}
    if setup.threads is not None:
        asked["threads"], there["threads"] = setup.threads, record.threads
    if setup.device != "auto":
        asked["device"], there["device"] = str(torch.device(setup.device).type), str(torch.device(record.device).type)
    if recipe is not None:
        asked |= recipe.model_dump()
        there |= recipe_of(record).model_dump()
    differing = [f"{name} was {there[name]}, {asked[name]} came" for name in asked if asked[name] != there[name]]
    if differing:
        raise ConvscopeError(
            f"{run.folder} holds another training: {'; '.join(differing)}",
            fix=f"convscope train --resume {run.folder} goes on with it as it was begun; --out begins another",
        )


def refuse_changed_data(run: Run, fingerprint: str, *, pictures: int) -> None:
    """Raise `ConvscopeError` where pictures, labels or their split are not those that the run was begun with."""
    if run.record.fingerprint != fingerprint:
        there = sum(run.record.pictures.values())
        differ = "pictures, labels or their split differ"
        if pictures != there:
            differ = f"there were {there:,} pictures, now there are {pictures:,}"
        raise ConvscopeError(
            f"the data of {run.folder} have changed since it was begun: {differ}",
            fix="bring them back as they were, or train anew with --overwrite",
        )


def refuse_changed_weights(run: Run, sha256: str) -> None:
    """Raise `ConvscopeError` where the file of weights that the run was begun from is another one now."""
    if run.record.start.get("sha256", "") != sha256:
        raise ConvscopeError(
            f"{run.record.start['weights'] or run.record.start['model']} has changed since {run.folder} was begun",
            fix="bring it back as it was, or train anew with --overwrite",
        )


def pinned(setup: Setup, record: Record, *, workers: int = 1) -> Setup:
    """Give the run's own seed, device and threads: other ones would give other numbers.

    With several workers, then or now, threads are as torchrun sets them.
    """
    alone = workers == record.workers == 1
    return replace(setup, seed=record.seed, device=record.device, threads=record.threads if alone else setup.threads)


def notes_on(record: Record, *, workers: int = 1) -> tuple[str, ...]:
    """Say what is not as it was when the run was begun, and what follows from it."""
    notes = []
    if workers != record.workers:
        then, now = (f"{count} worker{'s' * (count > 1)}" for count in (record.workers, workers))
        notes.append(f"it was trained by {then}, now by {now}: the same batches; last digits may differ")
    cores = os.cpu_count() or record.threads
    if cores < record.threads and workers == 1:
        notes.append(
            f"it was begun with {record.threads} threads, this machine has {cores} cores: the same numbers, more slowly"
        )
    if record.torch != torch.__version__:
        notes.append(f"it was begun with torch {record.torch}, this is {torch.__version__}: last digits may differ")
    return tuple(notes)


def recipe_of(record: Record) -> Recipe:
    """Read the recipe that a run is trained by."""
    return Recipe.model_validate(record.recipe)


def recipe_as_fitted(record: Record) -> Recipe:
    """Give a run's recipe with the resize mode that its pictures were brought to their size by.

    Where the recipe left that to the network, what the network's weights ask for may be known better by now than when
    the run was begun, with stretched pictures.
    """
    return recipe_of(record).model_copy(update={"resize": record.contract["resize"]})
