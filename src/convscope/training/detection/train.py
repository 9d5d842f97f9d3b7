"""From a data set with boxes and a detector to a run."""

from __future__ import annotations

from pathlib import Path

import torch

from convscope.data import Dataset
from convscope.errors import ConvscopeError
from convscope.runs import Run, continue_run, create_run
from convscope.training.detection.assess import assess_boxes
from convscope.training.detection.course import BoxCourse
from convscope.training.detection.parts import PreparedBoxes, prepare_boxes
from convscope.training.events import Finished, Listener, Resumed, Started
from convscope.training.finetune import rates
from convscope.training.interrupts import interrupts
from convscope.training.keeping import failure_kept
from convscope.training.learner import Learner, learner_for
from convscope.training.limits import Ended, Limits
from convscope.training.losses import loss_for
from convscope.training.recipe import Recipe
from convscope.training.recorded import record_of
from convscope.training.resume import notes_on, recipe_as_fitted, refuse_changed_data, refuse_changed_weights
from convscope.training.setup import Setup
from convscope.training.starting import Start


def train_detector(
    dataset: Dataset, start: Start, recipe: Recipe, setup: Setup, folder: Path, *, begun: Run | None, on_event: Listener
) -> Run:
    """Train on boxes as `convscope.train` does on labels; ``begun`` is the run that goes on, else None.

    What is kept on the way is of whole epochs: a training that was stopped goes on after the last of them. Raises
    `KeyboardInterrupt`, with the run kept, on Ctrl-C; and what `convscope.train` raises.
    """
    if setup.tune not in ("auto", "off"):
        raise ConvscopeError(f"--tune {setup.tune} came with a detector", fix="leave it out: steps are the usual ones")
    device = setup.torch_device()
    with setup.applied():
        fitted = recipe if begun is None else recipe_as_fitted(begun.record)
        prepared = prepare_boxes(dataset, start, fitted, seed=setup.seed, device=device)
        if begun is not None:
            refuse_changed_data(begun, prepared.fingerprint, pictures=len(dataset.labels))
            refuse_changed_weights(begun, prepared.sha256)
            writer, state = continue_run(folder)
        else:
            record = record_of(prepared, recipe, setup, folder)
            writer, state = create_run(folder, record, overwrite=setup.overwrite), None
        with interrupts() as heard:
            learner = _learner(prepared, recipe, setup.seed)
            limits = Limits(setup.max_seconds, recipe.patience)
            course = BoxCourse(writer, learner, prepared, on_event, heard, limits)
            with failure_kept(writer):
                try:
                    _begin(course, on_event)
                    if state is not None:
                        course.load_state_dict(state)
                        on_event(Resumed(folder, course.epoch - 1, 0, notes_on(writer.record)))
                    _finish(course, course.run())
                except KeyboardInterrupt:
                    _keep_what_there_is(course)
                    done = writer.record.epochs
                    raise KeyboardInterrupt(
                        f"stopped after {done} of {recipe.epochs} epochs; the run is kept in {folder}; "
                        f"go on with convscope train --resume {folder}"
                    ) from None
    run = writer.close()
    on_event(Finished(run))
    return run


def _learner(prepared: PreparedBoxes, recipe: Recipe, seed: int) -> Learner:
    """Set up what moves the weights; the losses are the detector's own, and the learner's is not asked."""
    return learner_for(
        prepared.model.module, recipe, pictures=len(prepared.train), seed=seed,
        loss=loss_for(recipe, classes=len(prepared.model.classes)),
        rate_of=rates("", recipe, body=prepared.body) if prepared.body else lambda _: 1.0,
    )  # fmt: skip


def _begin(course: BoxCourse, on_event: Listener) -> None:
    record = course.writer.record
    parameters = sum(parameter.numel() for parameter in course.learner.module.parameters())
    on_event(
        Started(
            course.writer.folder, record.data, record.model, parameters, record.pictures,
            course.learner.recipe.epochs, record.device, torch.get_num_threads(),
        )
    )  # fmt: skip


def _finish(course: BoxCourse, ended: Ended) -> None:
    """Keep the last weights, then answer the test set, once, with those that were best on validation."""
    writer, module, prepared = course.writer, course.learner.module, course.prepared
    with course.learner.evaluated() as last:
        writer.save_last(last.state_dict())
    module.load_state_dict(Run(writer.folder).weights())
    boxes = prepared.dataset.boxes
    assert boxes is not None
    told = assess_boxes(module, prepared.test, boxes, classes=len(prepared.model.classes))
    found = told.found
    writer.save_predictions(
        {
            "boxes": found.edges, "scores": found.scores, "classes": found.classes, "pictures": found.pictures,
            "each_50": told.scores.each_50, "each": told.scores.each,
        },
        prepared.split.test,
    )  # fmt: skip
    results = {"test_loss": told.loss, "test_map_50": told.scores.map_50, "test_map": told.scores.map}
    if not all(value == value for value in results.values()):
        raise ConvscopeError("the test part has no box: there is no result", fix="give it some")
    writer.update(status="done", ended=ended, results=results)
    writer.drop_checkpoint()


def _keep_what_there_is(course: BoxCourse) -> None:
    writer = course.writer
    if writer.record.best_epoch is None:
        writer.save_weights(course.learner.module.state_dict())
    writer.update(status="interrupted")
    writer.close()
