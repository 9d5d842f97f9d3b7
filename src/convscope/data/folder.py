"""A folder, or a table, of a user's own pictures as a data set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from convscope.data.dataset import Dataset, Indices, Skipped
from convscope.data.duplicates import Duplicates, find_duplicates
from convscope.data.files import FilePictures
from convscope.data.notes import Hear, Noted, amiss, say, shown
from convscope.data.parting import cut
from convscope.data.recognise import recognise
from convscope.data.recognised import WORDS, Item, Recognised, plain
from convscope.data.survey import survey
from convscope.errors import ConvscopeError
from convscope.picture import Examined

TEST_SHARE, VALIDATION_SHARE = 0.2, 0.15
LATER = {
    "masks": "training on masks",
    "COCO boxes": "training on boxes",
    "YOLO boxes": "training on boxes",
    "raster": "training on a raster",
}


@dataclass(frozen=True)
class Surveyed:
    """A folder recognised, each of its usable pictures examined, and those that are there twice.

    ``recognised.items`` are the usable ones, ``examined[i]`` belongs to ``items[i]``; what was found broken has gone
    to ``recognised.skipped``.
    """

    recognised: Recognised
    examined: tuple[Examined, ...]
    duplicates: Duplicates

    @property
    def channels(self) -> int:
        """Bands of the pictures: 1 where all are grey."""
        return max((one.bands for one in self.examined), default=3)


def survey_folder(path: str | Path, *, rehash: bool = False) -> Surveyed:
    """Recognise a folder and look at every picture; broken ones, and those of other bands, are skipped."""
    recognised = recognise(path)
    folder = recognised.folder if recognised.folder.is_dir() else recognised.folder.parent
    found = survey(folder, [item.path for item in recognised.items], rehash=rehash)
    bands = _bands(found)
    items: list[Item] = []
    examined: list[Examined] = []
    skipped = list(recognised.skipped)
    for item, one in zip(recognised.items, found, strict=True):
        fault = one.fault
        if not fault and one.bands != bands and {one.bands, bands} != {1, 3}:
            fault = f"has {one.bands} bands, the others have {bands}"
        if fault:
            skipped.append(Skipped(shown(item.path, folder), fault))
        else:
            items.append(item)
            examined.append(one)
    usable = replace(recognised, items=tuple(items), skipped=tuple(skipped))
    return Surveyed(usable, tuple(examined), find_duplicates(examined))


def load_folder(path: str | Path, *, rehash: bool = False, on_note: Hear = say) -> Dataset:
    """Load class folders or a table of labels as a data set; broken pictures are skipped and named in ``skipped``.

    Without a test part, a fifth is cut off by a fixed seed, so that every run has the same test pictures; pictures that
    are there twice stay on one side. ``on_note`` hears what was decided and what is amiss, by default on stderr.
    ``rehash`` goes by the files' content, not by their times. Raises `ConvscopeError` for a folder of another kind,
    naming it, and for fewer than two classes.
    """
    surveyed = survey_folder(path, rehash=rehash)
    recognised = surveyed.recognised
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
    parts = [item.part or "train" for item in items]
    told = [recognised.sentence, *recognised.notes]
    test, validation = _where(parts, "test"), _where(parts, "validation")
    train = _where(parts, "train")
    if not train.size:
        raise ConvscopeError(f"{recognised.sentence}: there is no picture to train on", fix="add a part train/")
    groups = surveyed.duplicates.near
    strata = ["" if recognised.several else item.labels[0] for item in items]
    if not test.size:
        test = cut(train, strata, groups, share=TEST_SHARE)
        train = np.setdiff1d(train, test)
        told.append(f"no test part: {len(test):,} pictures were set aside as one, by a fixed seed")
    train_set = set(train.tolist())
    if not validation.size and any(len(train_set.intersection(group)) > 1 for group in groups):
        validation = cut(train, strata, groups, share=VALIDATION_SHARE)
        told.append(
            f"pictures are there twice, and stay on one side: {len(validation):,} are for validation, by a fixed seed"
        )
    name = recognised.folder.stem if recognised.folder.is_file() else recognised.folder.resolve().name
    on_note(Noted(name, tuple(told), amiss(recognised, surveyed.examined, surveyed.duplicates)))
    labels = _labels(items, classes, several=recognised.several)
    pictures = FilePictures(tuple(item.path for item in items), rehash)
    kept = validation if validation.size else None
    return Dataset(name, pictures, labels, classes, test, kept, recognised.skipped, str(recognised.folder))


def _bands(found: Sequence[Examined]) -> int:
    """Choose the bands that most pictures have; grey and colour go together."""
    counts = Counter(3 if one.bands == 1 else one.bands for one in found if not one.fault)
    most = counts.most_common(1)[0][0] if counts else 3
    return 1 if most == 3 and all(one.bands != 3 for one in found) else most


def _where(parts: list[str], name: str) -> Indices:
    return np.flatnonzero(np.array(parts) == name).astype(np.int64)


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
