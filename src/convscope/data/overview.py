"""What there is in a data set, in figures: parts, classes, sizes, faults, duplicates, channel statistics."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.data.dataset import Dataset, Pictures, Skipped
from convscope.data.duplicates import Duplicates
from convscope.data.files import FilePictures
from convscope.data.named import NAMES, is_made, load_dataset
from convscope.data.notes import shown
from convscope.data.recognised import ORDER
from convscope.data.statistics import channel_statistics
from convscope.data.surveyed import Surveyed, survey_folder
from convscope.picture import InputContract, Resize

SIDE = 128  # of the pictures of a folder, where nothing else is asked for
ASPECTS = (0.5, 0.75, 0.95, 1.05, 4 / 3, 2.0)  # width over height
ASPECT_NAMES = ("below 1:2", "1:2 to 3:4", "3:4 to 1:1", "square", "1:1 to 4:3", "4:3 to 2:1", "above 2:1")


@dataclass(frozen=True)
class Overview:
    """A data set in figures. ``classes`` counts each class in each part; ``exact``, ``near``, ``across`` (in several
    parts) and ``several_labels`` (equal to the byte, not labelled alike) are groups of names of pictures that are there
    twice; ``mean`` and ``std`` are of values in 0 … 1 after resizing, over the part ``measured``.
    """

    name: str
    kind: str
    sentence: str
    parts: dict[str, int]
    classes: dict[str, dict[str, int]]
    notes: tuple[str, ...]
    widths: tuple[int, int, int]  # least, median, greatest
    heights: tuple[int, int, int]
    aspects: dict[str, int]
    formats: dict[str, int]
    animated: int
    skipped: tuple[Skipped, ...]
    ignored: int
    exact: tuple[tuple[str, ...], ...]
    near: tuple[tuple[str, ...], ...]
    across: tuple[tuple[str, ...], ...]
    several_labels: tuple[tuple[str, ...], ...]
    contract: InputContract | None
    measured: str
    mean: tuple[float, ...]
    std: tuple[float, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Contents:
    """A data set's pictures with their names, parts and labels, beside its overview."""

    overview: Overview
    pictures: Pictures
    names: tuple[str, ...]
    parts: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    fitted: npt.NDArray[np.uint8] | None  # None where no picture can be read


def overview(
    data: str | Path, *, size: int | None = None, resize: Resize = "stretch", rehash: bool = False
) -> Contents:
    """Look through a named data set, a folder, a table or a raster, of whatever kind it is.

    ``size`` and ``resize`` say how the pictures are brought to one size for the channel statistics.

    >>> overview("digits").overview.parts
    {'train': 1437, 'test': 360}
    """
    if str(data) in NAMES or is_made(str(data)):
        return _of_dataset(load_dataset(str(data)), size, resize)
    return _of_folder(survey_folder(data, rehash=rehash), size, resize, rehash)


def _of_folder(surveyed: Surveyed, size: int | None, resize: Resize, rehash: bool) -> Contents:
    recognised = surveyed.recognised
    items, folder = recognised.items, recognised.folder
    names = tuple(shown(item.path, folder) for item in items)
    pictures = FilePictures(tuple(item.path for item in items), rehash)
    widths, heights = [one.width for one in surveyed.examined], [one.height for one in surveyed.examined]
    contract = InputContract(surveyed.channels, size or SIDE, size or SIDE, resize)
    known = _Known(
        name=folder.resolve().name if folder.is_dir() else folder.stem,
        kind=recognised.kind,
        sentence=recognised.sentence,
        notes=recognised.notes,
        formats=dict(Counter(f"{one.format} {one.mode}" for one in surveyed.examined).most_common()),
        animated=sum(one.frames > 1 for one in surveyed.examined),
        skipped=recognised.skipped,
        ignored=recognised.ignored,
    )
    labels = tuple(item.labels for item in items)
    parts = tuple(item.part for item in items)
    listed = _listed(recognised.classes)
    return _contents(known, pictures, (names, parts, labels), (widths, heights), listed, surveyed.duplicates, contract)


def _of_dataset(dataset: Dataset, size: int | None, resize: Resize) -> Contents:
    count = len(dataset.labels)
    parts = np.full(count, "train", dtype=object)
    parts[dataset.test] = "test"
    if dataset.validation is not None:
        parts[dataset.validation] = "validation"
    first = dataset.pictures[0]
    contract = InputContract(first.shape[2], size or first.shape[0], size or first.shape[1], resize)
    names = tuple(f"{part} {number}" for number, part in enumerate(parts.tolist()))
    labels = _labels(dataset)
    pictures = dataset.pictures
    hashes = [hashlib.blake2b(pictures[index].tobytes(), digest_size=16).digest() for index in range(count)]
    groups: dict[bytes, list[int]] = {}
    for index, digest in enumerate(hashes):
        groups.setdefault(digest, []).append(index)
    exact = tuple(tuple(group) for group in groups.values() if len(group) > 1)
    by = f"{first.shape[0]} × {first.shape[1]}"
    known = _Known(
        name=dataset.name,
        kind="named",
        sentence=f"{dataset.name}: {count:,} pictures of {by}, {len(dataset.classes)} classes",
        notes=("near-duplicates are not looked for in pictures this small",),
        formats={f"{first.shape[2]} channels": count},
        skipped=dataset.skipped,
    )
    sizes = [first.shape[1]] * count, [first.shape[0]] * count
    marked = names, tuple(parts.tolist()), labels
    return _contents(known, pictures, marked, sizes, _listed(dataset.classes), Duplicates(exact, exact), contract)


def _labels(dataset: Dataset) -> tuple[tuple[str, ...], ...]:
    """Give each picture's classes: its own, or those of the boxes on it."""
    if dataset.boxes is None:
        return tuple((dataset.classes[label],) for label in dataset.labels.tolist())
    found: list[dict[str, None]] = [{} for _ in dataset.labels]
    for picture, label in zip(dataset.boxes.pictures.tolist(), dataset.boxes.classes.tolist(), strict=True):
        found[picture][dataset.classes[label]] = None
    return tuple(tuple(names) for names in found)


@dataclass(frozen=True)
class _Known:
    name: str
    kind: str
    sentence: str
    notes: tuple[str, ...]
    formats: dict[str, int]
    skipped: tuple[Skipped, ...]
    animated: int = 0
    ignored: int = 0


def _contents(
    known: _Known,
    pictures: Pictures,
    marked: tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, ...], ...]],
    sizes: tuple[Sequence[int], Sequence[int]],
    classes: dict[str, dict[str, int]],
    duplicates: Duplicates,
    contract: InputContract,
) -> Contents:
    names, parts, labels = marked
    for part, own in zip(parts, labels, strict=True):
        for label in own:
            classes[label][part] = classes[label].get(part, 0) + 1
    present = [part for part in ORDER if part in parts]
    measured = "train" if "train" in present else (present[0] if present else "")
    chosen = np.flatnonzero(np.array(parts) == measured).astype(np.int64)
    fitted = pictures.fitted(contract) if names else None
    mean, std = channel_statistics(fitted, chosen) if fitted is not None else ((), ())

    def named(groups: tuple[tuple[int, ...], ...]) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(names[index] for index in group) for group in groups)

    whole = Overview(
        known.name, known.kind, known.sentence, {part: parts.count(part) for part in present}, classes, known.notes,
        _three(sizes[0]), _three(sizes[1]), _aspects(*sizes), known.formats, known.animated, known.skipped,
        known.ignored, named(duplicates.exact), named(duplicates.near), named(duplicates.across(parts)),
        named(duplicates.several_labels(labels)), contract if names else None, measured, mean, std,
    )  # fmt: skip
    return Contents(whole, pictures, names, parts, labels, fitted)


def _listed(classes: tuple[str, ...]) -> dict[str, dict[str, int]]:
    return {name: {} for name in classes}


def _three(lengths: Sequence[int]) -> tuple[int, int, int]:
    return (min(lengths), int(np.median(lengths)), max(lengths)) if lengths else (0, 0, 0)


def _aspects(widths: Sequence[int], heights: Sequence[int]) -> dict[str, int]:
    if not widths:
        return {}
    places = np.digitize(np.array(widths) / np.array(heights), ASPECTS)
    counts = np.bincount(places, minlength=len(ASPECT_NAMES))
    return {name: int(count) for name, count in zip(ASPECT_NAMES, counts, strict=True)}
