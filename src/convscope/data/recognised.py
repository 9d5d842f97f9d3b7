"""What a folder turned out to be: its kind, and each picture with its part and its labels."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from convscope.data.box import Box
from convscope.data.dataset import Skipped

Kind = Literal["class folders", "table", "pictures", "masks", "COCO boxes", "YOLO boxes", "raster"]
PARTS = {
    "train": "train", "training": "train", "val": "validation", "valid": "validation", "validation": "validation",
    "dev": "validation", "test": "test", "testing": "test",
}  # fmt: skip
ORDER = ("train", "validation", "test", "")
WORDS: dict[Kind, str] = {
    "class folders": "pictures in a folder a class",
    "table": "a table of pictures and their labels",
    "pictures": "pictures without labels",
    "masks": "pictures with a mask each",
    "COCO boxes": "pictures with boxes in COCO's JSON",
    "YOLO boxes": "pictures with boxes in YOLO's text files",
    "raster": "one large raster",
}


@dataclass(frozen=True)
class Item:
    """A picture: the part it is in (*train*, *validation*, *test*, or none), its labels, its mask, its boxes.

    ``size``, (height, width), is what the data say of it, where they do.
    """

    path: Path
    part: str = ""
    labels: tuple[str, ...] = ()
    mask: Path | None = None
    boxes: tuple[Box, ...] = ()
    size: tuple[int, int] | None = None


@dataclass(frozen=True)
class Recognised:
    """A folder's kind and what is in it.

    ``skipped`` are files that cannot be used, as far as that is seen without decoding; ``ignored`` counts those that
    are no pictures; ``notes`` say what else is worth knowing. ``several`` is True where a picture may have several
    labels.
    """

    kind: Kind
    folder: Path
    items: tuple[Item, ...]
    classes: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    ignored: int = 0
    notes: tuple[str, ...] = ()
    several: bool = False

    @property
    def parts(self) -> dict[str, int]:
        """How many pictures each part has, in the order train, validation, test."""
        counts = Counter(item.part for item in self.items)
        return {part: counts[part] for part in ORDER if part in counts}

    @property
    def trains(self) -> bool:
        """Whether a network can be trained on it."""
        return self.kind in ("class folders", "table", "masks", "COCO boxes", "YOLO boxes")

    @property
    def sentence(self) -> str:
        """Say in words what it is."""
        told = f"{plain(self.folder.resolve().name)} is {WORDS[self.kind]}: {counted(len(self.items), 'picture')}"
        if self.classes:
            told += f", {len(self.classes)} class{'es' if len(self.classes) != 1 else ''}"
        if set(self.parts) - {""}:
            told += " (" + ", ".join(f"{count:,} {part or 'in no part'}" for part, count in self.parts.items()) + ")"
        return told


def plain(text: object) -> str:
    r"""Write a name so that it stays on its line and can be written in UTF-8, whatever characters it has.

    >>> plain("two\nlines")
    'two\\nlines'
    """
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in str(text))


def counted(count: int, noun: str) -> str:
    """Write a number with its noun.

    >>> counted(1, "file"), counted(1200, "file")
    ('1 file', '1,200 files')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def ordered(names: set[str]) -> tuple[str, ...]:
    """Sort names, those that are all numbers by their value: 2 before 10.

    >>> ordered({"10", "2", "1"})
    ('1', '2', '10')
    """
    if all(name.isdecimal() for name in names):
        return tuple(sorted(names, key=lambda name: (int(name), name)))
    return tuple(sorted(names))
