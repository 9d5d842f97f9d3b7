"""Which pictures int8 is calibrated on, decided on and told on: the run's own data, a data set, or a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from convscope.data import NAMES, VALIDATION, Dataset, load_dataset
from convscope.data.walk import walk
from convscope.errors import ConvscopeError
from convscope.picture import read
from convscope.ship.judging import CALIBRATED, TRIED, Judged

if TYPE_CHECKING:
    from convscope.model import Model
    from convscope.runs import Run

Hear = Callable[[object], None]


@dataclass(frozen=True)
class Pictures:
    """Pictures for ranges, for decisions (None where the ranges' own must do) and for telling (None without any)."""

    calibration_NHWC: npt.NDArray[np.uint8]
    validation: Judged | None = None
    test: Judged | None = None


def of_run(model: Model, run: Run, *, on_note: Hear = lambda _: None) -> Pictures:
    """Take a run's own data: ranges from its training pictures, decisions on its validation ones, its test at the end.

    Raises `ConvscopeError` where the data cannot be had.
    """
    record = run.record
    if not record.origin and record.data not in NAMES:
        raise ConvscopeError(
            f"the data of {run.folder} were handed over in Python", fix="say pictures with --calibrate FOLDER"
        )
    dataset = load_dataset(record.origin or record.data, on_note=on_note)
    return of_dataset(model, dataset, seed=record.seed, validation=record.validation)


def of_named(model: Model, name: str, *, seed: int = 0, on_note: Hear = lambda _: None) -> Pictures:
    """Take a data set by its name or path, or a folder of pictures without classes."""
    if Path(name).is_dir() and not any(entry.is_dir() for entry in Path(name).iterdir()):
        pictures = _folder(model, Path(name))
        if len(pictures) < 2:
            raise ConvscopeError(f"{name} holds {len(pictures)} pictures", fix="give a folder with some dozens")
        return Pictures(pictures)
    return of_dataset(model, load_dataset(name, on_note=on_note), seed=seed)


def of_dataset(model: Model, dataset: Dataset, *, seed: int = 0, validation: float = VALIDATION) -> Pictures:
    """Take a data set's three parts; labels count where its classes are the model's, else the float answer is right."""
    split = dataset.split(seed, validation=validation)
    chance = np.random.default_rng(seed)
    fitted = dataset.fitted(model.contract)
    labels = _labels(model, dataset)

    def judged(indices: npt.NDArray[np.int64], most: int, part: str) -> Judged | None:
        if not len(indices):
            return None
        chosen = np.sort(chance.permutation(indices)[:most])
        told = f"{part} pictures of {dataset.name}"
        return Judged(np.asarray(fitted[chosen]), None if labels is None else labels[chosen], told)

    ranges = judged(split.train, CALIBRATED, "training")
    assert ranges is not None
    test = judged(split.test, len(split.test), "test")
    return Pictures(ranges.pictures_NHWC, judged(split.validation, TRIED, "validation"), test)


def told_on(model: Model, name: str) -> Judged:
    """Take pictures to tell on alone: the test part of a data set, or every picture of a folder without classes."""
    if Path(name).is_dir() and not any(entry.is_dir() for entry in Path(name).iterdir()):
        return Judged(_folder(model, Path(name)), None, f"pictures of {name}")
    test = of_named(model, name).test
    if test is None:
        raise ConvscopeError(f"{name} has no test pictures", fix="give a folder of pictures, or data with a test part")
    return test


def _labels(model: Model, dataset: Dataset) -> npt.NDArray[np.int64] | None:
    """Give the labels as numbers of the model's answers, where they can be told by name."""
    if dataset.labels.ndim != 1 or not set(dataset.classes) <= set(model.classes):
        return None
    places = np.array([model.classes.index(name) for name in dataset.classes], dtype=np.int64)
    return places[dataset.labels]


def _folder(model: Model, folder: Path) -> npt.NDArray[np.uint8]:
    fitted = [model.fit(read(path)) for path in walk(folder).pictures]
    if not fitted:
        raise ConvscopeError(f"{folder} holds no pictures", fix="give a folder with some dozens")
    return np.stack(fitted)
