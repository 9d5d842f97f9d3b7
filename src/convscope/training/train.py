"""From a data set and an architecture to a run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from typing import Any

import torch

from convscope.data import Dataset, Noted, load_dataset
from convscope.errors import ConvscopeError
from convscope.lint import Settings
from convscope.runs import Run, RunWriter, SilentWriter, continue_run, create_run, is_run, open_run, refuse_occupied
from convscope.runs.run import CHECKPOINT, METRICS, RECORD, WEIGHTS
from convscope.training.assess import assess
from convscope.training.course import Course
from convscope.training.detection import train_detector
from convscope.training.distributed.first_hand import bring, in_turn, refuse_other_data, shared
from convscope.training.distributed.joining import joined
from convscope.training.distributed.refusing import (
    own_folder,
    refuse_compiled,
    refuse_several,
    same_device,
    silent,
    tuned_together,
)
from convscope.training.distributed.team import Team
from convscope.training.events import Checked, Finished, Listener, Resumed, Started, say_notes
from convscope.training.finetune import Head, train_head
from convscope.training.interrupts import Interrupts, interrupts
from convscope.training.keeping import failure_kept
from convscope.training.limits import Ended, Limits
from convscope.training.memory import give_back, handed_back
from convscope.training.nonfinite import RanAway
from convscope.training.outset import learner_of, own_recipe
from convscope.training.prepare import Prepared, looked_at, prepare
from convscope.training.recipe import Recipe
from convscope.training.recorded import record_of
from convscope.training.resume import (
    can_go_on,
    notes_on,
    pinned,
    recipe_as_fitted,
    recipe_of,
    refuse_another,
    refuse_changed_data,
    refuse_changed_weights,
    start_again,
)  # fmt: skip
from convscope.training.setup import Setup
from convscope.training.starting import Start, as_start
from convscope.training.tuned import apply_threads, fitted_into, forecast, settled, tuned, tuned_before


class Stopped(KeyboardInterrupt):
    """Ctrl-C during training, after the run was made whole on disk, in ``folder``."""

    def __init__(self, told: str, folder: Path) -> None:
        """Keep where the run is, for who has something to do with it before all ends."""
        super().__init__(told)
        self.folder = folder


def train(
    data: str | Dataset,
    *,
    model: str | Start,
    out: str | Path | None = None,
    recipe: Recipe | Mapping[str, str] | None = None,
    setup: Setup | None = None,
    rules: Settings | None = None,
    on_event: Listener = say_notes,
) -> Run:
    """Train an architecture on a data set and keep everything of it in a run folder.

    ``data`` is a name (``digits``) or a `Dataset`; ``model`` a spelling (``lenet5``), a run's
    folder, or a `Start` with a file of weights; ``out`` the folder, by default
    ``runs/<data>-<model>``; ``recipe`` by default the data set's own, of which a mapping, ``{"epochs": "5"}``, changes
    fields. The weights kept are those of the epoch with the best validation accuracy (the smaller loss among equals),
    of a detector mean average precision;
    the test set is read once, with them. Without ``on_event`` only what is noted about the data is said, on stderr.
    ``rules`` says which rules look at the network first, by default the usual ones; what they find is an event, and an
    error stops the training.

    With ``Setup(resume=True)`` a run that is in the folder goes on where it was stopped, killed or cut off, to the very
    weights, metrics and test results that it would have come to; where there is none, one is begun.

    Begun by torchrun, this is one of several workers, which share every batch and come to what one would: docs say how.

    Raises `ConvscopeError` where a rule finds an error, `RunExists` where the folder holds a run, or another process
    writes into it, `CannotWrite` where the disk is full, `ShapesDoNotFit` where the network does not take the pictures,
    and `Stopped`, a `KeyboardInterrupt`, on Ctrl-C or SIGTERM, with the run kept.
    """
    setup, start = setup or Setup(), as_start(model)
    with joined(setup.device) as team, own_folder(team) as own:
        on_event = on_event if team is None or team.writes else silent
        dataset = in_turn(team, lambda: load_dataset(data, on_note=on_event)) if isinstance(data, str) else data
        return _train(shared(team, dataset), start, recipe, setup, Asked(out, own, rules, on_event, team))


@dataclass(frozen=True)
class Asked:
    """What else is asked of a training: where it goes, and where files are brought to that another worker writes."""

    out: str | Path | None
    own: Path | None
    rules: Settings | None
    on_event: Listener
    team: Team | None


def _train(
    dataset: Dataset, start: Start, recipe: Recipe | Mapping[str, str] | None, setup: Setup, asked: Asked
) -> Run:
    """Train, alone or as one worker of several."""
    team, on_event = asked.team, asked.on_event
    several = dataset.labels.ndim == 2
    if recipe is not None and not isinstance(recipe, Recipe):
        recipe = own_recipe(start, dataset.name, several=several, answers=dataset.answers).with_settings(recipe)
    usual = re.sub(r"[^\w.-]+", "-", f"{dataset.name}-{start.spelling}").strip("-")
    folder = Path("runs") / usual if asked.out is None else Path(asked.out)
    here = folder if asked.own is None else asked.own  # where this worker reads the run
    if setup.resume:
        bring(team, folder, here, (RECORD, CHECKPOINT, METRICS))
    begun = Run(here) if setup.resume and is_run(here) and can_go_on(Run(here)) else None
    if begun is not None:
        refuse_another(begun, dataset, start, recipe, setup)
        if begun.record.status == "done":
            on_event(Resumed(folder, begun.record.epochs, notes=("it is done: nothing is left to do",)))
            return Run(folder)
        setup, recipe = pinned(setup, begun.record, workers=1 if team is None else team.size), recipe_of(begun.record)
    else:
        setup = replace(setup, overwrite=setup.overwrite or (setup.resume and is_run(here)))
        if here == folder:
            refuse_occupied(folder, overwrite=setup.overwrite)
    recipe = recipe or own_recipe(start, dataset.name, several=several, answers=dataset.answers)
    if dataset.boxes is not None:
        refuse_several(team, "a detector's losses go by what its whole batch finds, which is not shared")
        try:
            return train_detector(dataset, start, recipe, setup, folder, begun=begun, on_event=on_event)
        except KeyboardInterrupt as stopped:
            raise Stopped(str(stopped), folder) from None
    if recipe.skip_easy:
        refuse_several(team, "which pictures are easy is known to one alone; skip_easy = 0 trains on all")
    device = setup.torch_device() if team is None else same_device(team, setup.device)
    with setup.applied():
        fitted = recipe if begun is None else recipe_as_fitted(begun.record)
        prepared = prepare(dataset, start, fitted, seed=setup.seed, device=device)
        refuse_other_data(team, prepared.fingerprint)
        head: Head | None = None
        report = looked_at(prepared.network, asked.rules or Settings(), recipe)
        writer: RunWriter | SilentWriter
        state: dict[str, Any] | None = None
        expected = None
        if begun is not None:
            refuse_changed_data(begun, prepared.fingerprint, pictures=len(dataset.labels))
            refuse_changed_weights(begun, prepared.sha256)
            if here == folder:
                writer, state = continue_run(folder)
            else:
                state = begun.checkpoint()
                writer = SilentWriter(here, begun.record, folder)
                writer.rewind(state["epoch"] - 1)
        else:
            if prepared.fresh:
                said = f"the last layer, {prepared.head}, is a new one: the weights are for other classes"
                on_event(Noted(dataset.name, (said,)))
            if recipe.head_epochs and start.has_weights and dataset.masks is None:
                give_back()
                head, told = train_head(prepared, recipe, tune=setup.tune, team=team)
                on_event(told)
            give_back()
            tuning = tuned(prepared, recipe, setup) if team is None else tuned_together(setup)
            give_back()  # what was measured may have taken more than what was chosen
            expected = forecast(prepared, recipe, tuning)
            tuning = fitted_into(tuning, expected, min(recipe.batch_size, len(prepared.split.train)))
            setup = settled(setup, tuning)
            apply_threads(tuning)
            record = record_of(prepared, recipe, setup, folder).model_copy(update={"tuned": tuning.as_dict()})
            if head is not None:
                record = record.model_copy(update={"head": {**record.head, **head.as_dict()}})
            if here == folder:
                writer = create_run(folder, record, overwrite=setup.overwrite)
            else:
                writer = SilentWriter(here, record, folder)
        with handed_back(), interrupts(patient=team is not None) as heard:
            course = _course(writer, prepared, recipe, on_event, heard, team)
            course.limits = Limits(setup.max_seconds, recipe.patience)
            with failure_kept(writer):
                try:
                    on_event(Checked(report))
                    _begin(course, prepared, state)
                    if head is not None:
                        course.start_from(head.rank, seconds=head.seconds)
                    if expected is not None:
                        on_event(expected)
                    _finish(course, prepared, ended=course.run())
                except KeyboardInterrupt:
                    _keep_what_there_is(course)
                    raise Stopped(_stopped(course, folder), folder) from None
    run = writer.close()
    on_event(Finished(run))
    return run


def resume(
    folder: str | Path,
    *,
    max_seconds: float | None = None,
    rules: Settings | None = None,
    on_event: Listener = say_notes,
) -> Run:
    """Go on with a run that was stopped, with its own data, network, recipe, seed, device and threads.

    ``max_seconds`` are of training in all, what was trained before counted.

    Raises `BrokenRun` where the folder holds none, and what `train` raises.
    """
    with joined() as team, own_folder(team) as own:
        here = Path(folder) if own is None else own
        bring(team, Path(folder), here, (RECORD, CHECKPOINT))
        run = open_run(here)
        record = run.record
        if not record.origin:
            raise ConvscopeError(
                f"{folder} does not say where its data are",
                fix="train it anew, or hand the data over: Setup(resume=True)",
            )
        if not can_go_on(run):
            raise ConvscopeError(f"{folder} was cut off before its first step", fix=f"begin it anew: {record.command}")
        setup = Setup(record.seed, resume=True, max_seconds=max_seconds)
        return train(record.origin, model=start_again(record), out=folder, setup=setup, rules=rules, on_event=on_event)


def _course(
    writer: RunWriter | SilentWriter, prepared: Prepared, recipe: Recipe, on_event: Listener, heard: Interrupts,
    team: Team | None,
) -> Course:  # fmt: skip
    computation = tuned_before(writer.record)
    if team is not None:
        refuse_compiled(computation)
        team.alike(list(prepared.model.module.state_dict().values()))
    module = computation.placed(prepared.model.module)
    learner = learner_of(module, prepared, recipe, seed=writer.record.seed, on_event=on_event)
    return Course(writer, learner, prepared.parts, on_event, heard, computation=computation, team=team)


def _begin(course: Course, prepared: Prepared, state: dict[str, Any] | None) -> None:
    """Say what begins or goes on."""
    record = course.writer.record
    course.on_event(
        Started(
            course.writer.folder, record.data, record.model, prepared.network.parameters,
            record.pictures, course.learner.recipe.epochs, record.device, torch.get_num_threads(),
        )
    )  # fmt: skip
    if state is not None:
        course.load_state_dict(state)
        workers = 1 if course.team is None else course.team.size
        notes = notes_on(record, workers=workers)
        course.on_event(Resumed(course.writer.folder, course.epoch - 1, course.passage.batches, notes))
        course.writer.update(workers=workers)
    elif course.team is not None:
        course.writer.update(workers=course.team.size)


def _finish(course: Course, prepared: Prepared, *, ended: Ended) -> None:
    """Keep the last weights, then answer the test set, once, with those that were best on validation."""
    writer, module = course.writer, course.learner.module
    with course.learner.evaluated() as last:
        writer.save_last(last.state_dict())
    bring(course.team, writer.folder, writer.folder, (WEIGHTS,))
    module.load_state_dict(Run(writer.folder).weights())
    classes, views = len(prepared.model.classes), course.learner.recipe.views
    found = assess(module, prepared.parts.test, classes=classes, views=views, finally_=True, team=course.team)
    writer.save_predictions(found.kept, prepared.split.test)
    if not isfinite(found.loss):
        raise ConvscopeError(
            f"{found.broken} of {len(prepared.parts.test)} test answers are not finite numbers: there is no result",
            fix="train with a lower learning rate",
        )
    results = {"loss": found.loss, "accuracy": found.accuracy, **found.further}
    results = {f"test_{name}": score for name, score in results.items()}
    writer.update(status="done", ended=ended, results=results)
    writer.drop_checkpoint()


def _keep_what_there_is(course: Course) -> None:
    writer = course.writer
    if course.settled:
        with suppress(RanAway):  # then the last checkpoint is what there is
            course.keep()
    if writer.record.best_epoch is None:
        writer.save_weights(course.learner.module.state_dict())
    writer.update(status="interrupted")
    writer.close()


def _stopped(course: Course, folder: Path) -> str:
    done = course.writer.record.epochs
    return (
        f"stopped after {done} of {course.learner.recipe.epochs} epochs; the run is kept in {folder}; "
        f"go on with convscope train --resume {folder}"
    )
