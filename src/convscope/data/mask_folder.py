"""Pictures with a mask each as a data set: every pixel has a class."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.data.cache import fitted_rows
from convscope.data.class_names import Named, named_as, names_beside
from convscope.data.dataset import Dataset, Skipped
from convscope.data.files import FilePictures
from convscope.data.mask_code import Ignore, MaskCode, code_for
from convscope.data.parting import parted
from convscope.data.recognised import Item, plain
from convscope.data.survey import survey_masks
from convscope.data.surveyed import Surveyed
from convscope.errors import ConvscopeError
from convscope.picture import InputContract


@dataclass(frozen=True)
class FileMasks:
    """Masks in files, in the pictures' order, and which class each of their values is."""

    paths: tuple[Path, ...]
    code: MaskCode
    rehash: bool = False

    def __len__(self) -> int:
        return len(self.paths)

    def fitted(self, contract: InputContract) -> npt.NDArray[np.uint8]:
        """Map all of them, as class numbers at a network's size, into memory; decoded once."""
        return fitted_rows(self.paths, contract, table=self.code.table, rehash=self.rehash)


@dataclass(frozen=True)
class Said:
    """What is said of a folder's masks: which values to ``ignore``, what ``classes`` they are."""

    ignore: Ignore = None
    classes: Any = None

    def spelled(self, path: str) -> str:
        """Write the folder with it, so that it can be had again.

        >>> Said(ignore=11).spelled("camvid"), Said().spelled("camvid")
        ('camvid(ignore=11)', 'camvid')
        """
        given = {"ignore": self.ignore, "classes": self.classes}
        words = [f"{name}={_plain(value)!r}" for name, value in given.items() if value is not None]
        return f"{path}({', '.join(words)})" if words else path


def with_masks(surveyed: Surveyed, said: Said, *, rehash: bool) -> tuple[Dataset, list[str], tuple[Skipped, ...]]:
    """Give the data set, what there is to say of it, and what was skipped.

    Raises `ConvscopeError` where masks cannot be read as classes.
    """
    recognised = surveyed.recognised
    folder = recognised.folder
    named, source = _names(folder, said)
    found = survey_masks(folder, [_mask(item) for item in recognised.items], rehash=rehash)
    kept: list[int] = []
    skipped: list[Skipped] = []
    counts: Counter[int] = Counter()
    sizes: Counter[tuple[int, int]] = Counter()
    for number, (item, picture, mask) in enumerate(zip(recognised.items, surveyed.examined, found, strict=True)):
        fault = mask["fault"]
        if not fault and (mask["height"], mask["width"]) != (picture.height, picture.width):
            fault = f"is {mask['height']} × {mask['width']}, its picture {picture.height} × {picture.width}"
        if fault:
            skipped.append(Skipped(plain(_mask(item).relative_to(folder)), fault))
            continue
        kept.append(number)
        counts.update({int(value): count for value, count in mask["counts"].items()})
        sizes[picture.height, picture.width] += 1
    if not kept:
        first = f": {skipped[0].path} {skipped[0].reason}" if skipped else ""
        raise ConvscopeError(f"{recognised.sentence}; none of the masks can be used{first}", fix="mend them")
    code = code_for(counts, named=named, ignore=said.ignore)
    items = tuple(recognised.items[number] for number in kept)
    places = {number: place for place, number in enumerate(kept)}
    groups = [tuple(places[one] for one in group if one in places) for group in surveyed.duplicates.near]
    test, validation, told = parted([item.part for item in items], [""] * len(items), groups)
    if sizes.total() > 1 and len(sizes) > 1:
        told.append(f"the pictures have {len(sizes)} sizes, {_size(sizes.most_common(1)[0][0])} most often")
    everything = (*recognised.skipped, *skipped)
    return (
        Dataset(
            folder.resolve().name, FilePictures(tuple(item.path for item in items), rehash),
            np.zeros(len(items), dtype=np.int64), code.classes, test, validation, everything, said.spelled(str(folder)),
            FileMasks(tuple(_mask(item) for item in items), code, rehash),
            sizes.most_common(1)[0][0], code.colours,
        ),
        [f"{recognised.sentence}", f"{code.sentence}{source}", *told],
        everything,
    )  # fmt: skip


def _names(folder: Path, said: Said) -> tuple[tuple[Named, ...], str]:
    if said.classes is not None:
        return named_as(said.classes), ""
    beside = names_beside(folder)
    return (beside[1], f" (names: {beside[0].name})") if beside else ((), "")


def _mask(item: Item) -> Path:
    assert item.mask is not None
    return item.mask


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]} × {size[1]}"


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else value
