"""The report of a run: what was trained, how it learnt, where it errs, how sure it is, what its weights did."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from convscope.data import load_dataset
from convscope.errors import ConvscopeError
from convscope.loading import load
from convscope.look.learning import score_of
from convscope.picture import InputContract
from convscope.report.blocks import Prose
from convscope.report.page import Page, Section
from convscope.report.sections import asked, boxes, errors, figures, first_kernels, learnt, pixels, same_again, sureness
from convscope.training.pixel_scores import confusion_of, pixel_scores
from convscope.training.scores import loss_and_accuracy

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.runs import Run

NAME = "report.html"


def of_run(run: Run, dataset: Dataset | None = None) -> Page:
    """Tell a run, finished or not, as a page; `write` makes a file of it.

    Without ``dataset`` the run's own is loaded from where it was. What cannot be told, as the data are gone or are
    others by now, or the network's file is, stands on the page with the reason. Raises `BrokenRun` where the run
    cannot be read.
    """
    record = run.record
    sections = [asked(run), learnt(run)]
    if record.status == "done":
        sections += _of_answers(run, dataset)
    else:
        told = "The test set is read once, at the end, which has not come: there is nothing to say of its pictures yet."
        sections.append(Section("Where it errs", [Prose(told)]))
    sections += _told_or_why("The kernels it learnt", lambda: first_kernels(run, load(str(run.folder))))
    sections += _told_or_why("Its weights through training", lambda: figures(run))
    sections.append(same_again(run))
    foot = (
        f"Made by convscope {record.convscope} with torch {record.torch} on {record.device}, {record.threads} threads, "
        f"seed {record.seed}, {record.started}. {run.folder}"
    )
    return Page(f"{record.model} on {record.data}", lead(run), sections, foot=foot)


def lead(run: Run) -> str:
    """Say in a sentence what came out."""
    record = run.record
    count = record.pictures.get("test", 0)
    if "test_map_50" in record.results:
        half, mean = record.results["test_map_50"], record.results["test_map"]
        return (
            f"Mean average precision {half:.2%} at an IoU of 0.5, {mean:.2%} over 0.5 to 0.95, over "
            f"{len(record.classes)} classes on {count:,} test pictures it had never seen."
        )
    if "test_mean_iou" in record.results:
        iou, right = record.results["test_mean_iou"], record.results["test_accuracy"]
        return (
            f"Mean IoU {iou:.2%} over {len(record.classes)} classes on {count:,} test pictures it had never seen; "
            f"{right:.2%} of their pixels are right."
        )
    if "test_average_precision" in record.results:
        precision, right = record.results["test_average_precision"], record.results["test_accuracy"]
        return (
            f"Mean average precision {precision:.2%} over {len(record.classes)} classes on {count:,} test pictures; "
            f"{right:.2%} of all yes-or-nos are right."
        )
    if "test_accuracy" in record.results:
        accuracy = record.results["test_accuracy"]
        return f"Right on {round(accuracy * count):,} of {count:,} test pictures it had never seen: {accuracy:.2%}."
    planned = record.recipe.get("epochs", record.epochs)
    how = {"failed": "Failed", "cut off": "Cut off"}.get(run.state, "Stopped")
    so_far = f"{how} after {record.epochs} of {planned} epochs"
    if run.state == "running":
        so_far = f"Under way: {record.epochs} of {planned} epochs are done"
    if not record.best_epoch:
        return f"{so_far}."
    score, told = score_of(run)
    best = next(line for line in run.metrics if line["epoch"] == record.best_epoch)
    return f"{so_far}; the best validation {told} so far is {best[f'validation_{score}']:.2%}."


def _of_answers(run: Run, dataset: Dataset | None) -> list[Section]:
    """Tell what needs the data beside the run, or why it cannot be told."""
    if run.record.answers == "box":
        return [boxes(run)]
    try:
        data = data_of(run, dataset)
    except ConvscopeError as error:
        return [Section("Where it errs", [Prose(f"Not to be told: {error.problem}.")])]
    if run.record.answers == "pixel":
        return [pixels(run, data)]
    return [errors(run, data), sureness(run, data)]


def data_of(run: Run, dataset: Dataset | None) -> Dataset:
    """Give the data that a run was tested on, loaded where they were unless they are at hand.

    Raises `ConvscopeError` where they cannot be had, or are others by now, as far as the run's test answers tell.
    """
    per_pixel = run.record.answers == "pixel"
    _, *_, indices = run.labelled() if per_pixel else run.predictions()
    if dataset is None:
        try:
            dataset = load_dataset(run.record.origin or run.record.data, on_note=lambda _: None)
        except ConvscopeError as error:
            raise ConvscopeError(f"the data cannot be had: {error.problem}") from error
    if dataset.classes != run.record.classes or int(indices.max(initial=0)) >= len(dataset.labels):
        raise ConvscopeError(
            f"the data are not those of {run.folder}, or have changed since: their classes or their number are others"
        )
    accuracy = _accuracy_again(run, dataset)
    if not np.isclose(accuracy, run.record.results.get("test_accuracy", np.nan), atol=1e-6):
        raise ConvscopeError(
            f"the data are not those of {run.folder}, or have changed since: the test pictures' labels are others"
        )
    return dataset


def _accuracy_again(run: Run, dataset: Dataset) -> float:
    """Compare the answers that were kept with the data's labels once more."""
    import torch

    if dataset.masks is None:
        logits, indices = run.predictions()
        return loss_and_accuracy(torch.from_numpy(logits), torch.from_numpy(dataset.labels[indices]))[1]
    labels, confusion, indices = run.labelled()
    wanted = dataset.masks.fitted(InputContract.from_dict(run.record.contract))[indices]
    again = confusion_of(torch.from_numpy(labels), torch.from_numpy(np.array(wanted)), len(confusion))
    return pixel_scores(again)["accuracy"]


def _told_or_why(title: str, tell: Callable[[], Section | None]) -> list[Section]:
    """Leave a section out that has nothing to tell; where it fails, say why in its place."""
    try:
        section = tell()
    except ConvscopeError as error:
        return [Section(title, [Prose(f"Not to be told: {error.problem}.")])]
    return [] if section is None else [section]
