"""What the values or colours of masks are called: from a file beside them, or as it was said."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from convscope.data.recognised import plain
from convscope.errors import BrokenData, ConvscopeError

FILES = ("classes.txt", "classes.csv", "class_dict.csv", "labelmap.txt")
NOTHING = frozenset({"void", "ignore", "ignored", "unlabeled", "unlabelled", "unknown", "dontcare", "don't care"})
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Named:
    """A class's name, and which value or colour of the masks it is."""

    name: str
    value: int | None = None
    colour: Colour | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether its name says that nothing is said of such pixels.

        >>> Named("Void").is_nothing, Named("sky").is_nothing
        (True, False)
        """
        return self.name.lower() in NOTHING


def names_beside(folder: Path) -> tuple[Path, tuple[Named, ...]] | None:
    """Read the first of `FILES` that lies in a folder; None where none does."""
    for name in FILES:
        if (folder / name).is_file():
            return folder / name, read_names(folder / name)
    return None


def named_as(given: str | Path | Sequence[str]) -> tuple[Named, ...]:
    """Read names that were said: a file, names with commas between them, or a sequence, in the order of the values.

    >>> [(one.name, one.value) for one in named_as("sky,road")]
    [('sky', 0), ('road', 1)]
    """
    if isinstance(given, (str, Path)):
        if Path(given).is_file():
            return read_names(Path(given))
        if "," not in str(given):
            raise ConvscopeError(
                f"there is no file {given}", fix="give a file of class names, one a line, or names with commas between"
            )
        given = str(given).split(",")
    return tuple(Named(plain(name.strip()), value) for value, name in enumerate(given))


def read_names(file: Path) -> tuple[Named, ...]:
    """Read a file of class names: one a line, in the order of the masks' values, the first being 0; or with a colour.

    A CSV has a column *name* and *value*, or *r*, *g*, *b*, as CamVid's and Kaggle's ``class_dict.csv`` do; a
    ``labelmap.txt`` is CVAT's, ``road:128,64,128::``. Raises `BrokenData` that names the line.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenData(f"{file} cannot be read: {error}", fix="give class names, one a line, in UTF-8") from error
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if file.suffix.lower() == ".csv":
        return _table(file, lines)
    coloured = [re.fullmatch(r"([^:]+):(\d+),(\d+),(\d+):[^:]*:?.*", line) for line in lines]
    if lines and all(coloured):
        return tuple(
            Named(plain(one[1].strip()), None, _colour(file, one[1], one.groups()[1:])) for one in coloured if one
        )
    return tuple(Named(plain(line), value) for value, line in enumerate(lines))


def _table(file: Path, lines: Sequence[str]) -> tuple[Named, ...]:
    rows = list(csv.reader(lines))
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    places = {"name": ("name", "class", "label", "class_name"), "value": ("value", "id", "index")}
    places |= {letter: (letter, word) for letter, word in zip("rgb", ("red", "green", "blue"), strict=True)}
    where = {key: next((head.index(word) for word in words if word in head), None) for key, words in places.items()}
    name, value = where["name"], where["value"]
    channels = [where[letter] for letter in "rgb"]
    if name is None or (value is None and None in channels):
        raise BrokenData(
            f"{file} has the columns {', '.join(head) or 'none'}", fix="give name and value, or name, r, g and b"
        )
    found = []
    for row in rows[1:]:
        try:
            cells = [row[place].strip() for place in channels if place is not None]
            colour = _colour(file, row[name], cells) if len(cells) == 3 else None
            found.append(Named(plain(row[name].strip()), None if value is None else int(row[value]), colour))
        except (IndexError, ValueError) as error:
            raise BrokenData(f"{file}: {','.join(row)} is not a class with its value or colour") from error
    return tuple(found)


def _colour(file: Path, name: str, parts: Sequence[str]) -> Colour:
    red, green, blue = (int(part) for part in parts)
    if max(red, green, blue) > 255:
        raise BrokenData(f"{file}: the colour of {name} is {red},{green},{blue}", fix="give numbers of 0 to 255")
    return red, green, blue
