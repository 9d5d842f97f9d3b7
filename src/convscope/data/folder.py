"""A folder, or a table, of a user's own pictures as a data set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from convscope.data.box_folder import with_boxes
from convscope.data.dataset import Dataset
from convscope.data.files import FilePictures
from convscope.data.mask_folder import Said, with_masks
from convscope.data.notes import Hear, Noted, amiss, say
from convscope.data.parting import parted
from convscope.data.recognised import WORDS, Item, Recognised, plain
from convscope.data.surveyed import survey_folder
from convscope.errors import ConvscopeError

LATER = {"raster": "training on a raster"}
BOXES = ("COCO boxes", "YOLO boxes")


def load_folder(path: str | Path, *, rehash: bool = False, said: Said | None = None, on_note: Hear = say) -> Dataset:
    """Load class folders, a table of labels, pictures with masks or boxes; broken files are skipped, see ``skipped``.

    Without a test part, a fifth is cut off by a fixed seed, so that every run has the same test pictures; pictures that
    are there twice stay on one side. ``said`` is what is known of the masks. ``on_note`` hears what was decided and
    what is amiss, by default on stderr. ``rehash`` goes by the files' content, not by their times. Raises
    `ConvscopeError` for a folder of another kind, naming it, and for fewer than two classes.
    """
    surveyed = survey_folder(path, rehash=rehash)
    recognised = surveyed.recognised
    if recognised.kind == "masks":
        dataset, told, skipped = with_masks(surveyed, said or Said(), rehash=rehash)
        wholly = replace(recognised, skipped=skipped)
        on_note(Noted(dataset.name, tuple(told), amiss(wholly, surveyed.examined, surveyed.duplicates)))
        return dataset
    if recognised.kind in BOXES and said is None:
        dataset, told, skipped = with_boxes(surveyed, rehash=rehash)
        wholly = replace(recognised, skipped=skipped)
        on_note(Noted(dataset.name, tuple(told), amiss(wholly, surveyed.examined, surveyed.duplicates)))
        return dataset
    if said is not None:
        raise ConvscopeError(f"{recognised.sentence}: there are no masks to ignore or to name", fix="leave it out")
    if not recognised.trains:
        _refuse(recognised)
    items = recognised.items
    classes = tuple(name for name in recognised.classes if any(name in item.labels for item in items))
    if len(classes) < 2:
        there = f"one class, {classes[0]}" if classes else "no picture that can be read"
        raise ConvscopeError(
            f"{recognised.sentence}; there is {there}, a classifier needs two",
            fix=f"convscope data {plain(path)} shows it",
        )
    strata = ["" if recognised.several else item.labels[0] for item in items]
    test, kept, more = parted([item.part for item in items], strata, surveyed.duplicates.near)
    told = [recognised.sentence, *recognised.notes, *more]
    name = recognised.folder.stem if recognised.folder.is_file() else recognised.folder.resolve().name
    on_note(Noted(name, tuple(told), amiss(recognised, surveyed.examined, surveyed.duplicates)))
    labels = _labels(items, classes, several=recognised.several)
    pictures = FilePictures(tuple(item.path for item in items), rehash)
    return Dataset(name, pictures, labels, classes, test, kept, recognised.skipped, str(recognised.folder))


def _labels(items: Sequence[Item], classes: tuple[str, ...], *, several: bool) -> npt.NDArray[np.int64]:
    number = {name: place for place, name in enumerate(classes)}
    if not several:
        return np.array([number[item.labels[0]] for item in items], dtype=np.int64)
    matrix = np.zeros((len(items), len(classes)), dtype=np.int64)
    for row, item in enumerate(items):
        matrix[row, [number[label] for label in item.labels]] = 1
    return matrix


def _refuse(recognised: Recognised) -> None:
    if recognised.kind == "pictures":
        raise ConvscopeError(
            f"{recognised.sentence}; a classifier needs labels: looked for a folder a class (in train/, val/, test/ or "
            "not) and for a CSV of path and label",
            fix="add one of these",
        )
    raise ConvscopeError(
        f"{recognised.sentence}; {LATER[recognised.kind]} is not part of this version of convscope",
        fix=f"to train a classifier, arrange it as {WORDS['class folders']}",
    )
