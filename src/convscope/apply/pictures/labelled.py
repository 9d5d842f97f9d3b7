"""Labelled pictures on which a confidence is chosen: the validation part of a run's own data, or of a data set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from convscope.apply.pictures.quick import Answer
from convscope.data import NAMES, VALIDATION, Dataset, Hear, load_dataset
from convscope.errors import ConvscopeError
from convscope.picture import Picture
from convscope.runs import Run

MOST = 2000  # pictures; more tell a temperature no better


@dataclass(frozen=True)
class Labelled:
    """A data set, and the seed and the share by which its validation part is cut where it has none."""

    dataset: Dataset
    seed: int = 0
    validation: float = VALIDATION


def of_run(run: Run, *, on_note: Hear = lambda _: None) -> Labelled:
    """Take the data that a run was trained on, split as it was.

    Raises `ConvscopeError` where they were handed over in Python.
    """
    record = run.record
    if not record.origin and record.data not in NAMES:
        raise ConvscopeError(
            f"the data of {run.folder} were handed over in Python", fix="say labelled pictures with --calibrate DATA"
        )
    dataset = load_dataset(record.origin or record.data, on_note=on_note)
    split = dataset.split(record.seed, validation=record.validation)
    now = {part: len(getattr(split, part)) for part in record.pictures if hasattr(split, part)}
    if now != {part: record.pictures[part] for part in now}:
        raise ConvscopeError(
            f"{dataset.name} has other pictures now than {run.folder} saw: which were validation is unknown",
            fix="say labelled pictures with --calibrate DATA",
        )
    return Labelled(dataset, record.seed, record.validation)


def validation_logits(
    labelled: Labelled, classes: tuple[str, ...], fit: Callable[[Picture], Picture], answer: Answer, *, batch: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64], str]:
    """Answer the validation pictures; gives logits (N, classes), labels as the network's numbers, and what they are.

    The test part is not read. Raises `ConvscopeError` where labels are no classes of the network.
    """
    dataset = labelled.dataset
    if dataset.labels.ndim != 1 or dataset.answers != "picture":
        raise ConvscopeError(
            f"{dataset.name} does not have one label a picture: no confidence can be chosen on it",
            fix="leave the confidence out, or say other pictures with --calibrate DATA",
        )
    unknown = [name for name in dataset.classes if name not in classes]
    if unknown:
        shown = ", ".join(unknown[:3]) + (" …" if len(unknown) > 3 else "")
        raise ConvscopeError(
            f"{dataset.name} has labels that are no classes of the network: {shown}",
            fix=f"name its folders as the network's classes, as {', '.join(classes[:3])}",
        )
    indices = labelled.dataset.split(labelled.seed, validation=labelled.validation).validation
    chosen = np.sort(np.random.default_rng(labelled.seed).permutation(indices)[:MOST])
    parts = []
    for start in range(0, len(chosen), batch):
        pictures = np.stack([fit(dataset.pictures[int(index)]) for index in chosen[start : start + batch]])
        parts.append(answer(pictures))
    places = np.array([classes.index(name) for name in dataset.classes], dtype=np.int64)
    logits = np.concatenate(parts) if parts else np.zeros((0, len(classes)), np.float32)
    return logits, places[dataset.labels[chosen]], f"validation pictures of {dataset.name}"
