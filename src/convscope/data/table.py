"""A CSV of paths and labels: one label, several with ; between them, or a column a class."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from convscope.data.dataset import Skipped
from convscope.data.recognised import PARTS, Item, Recognised, ordered, plain
from convscope.errors import BrokenData

PATHS = ("path", "file", "filename", "file_name", "image", "image_path", "img", "picture", "id", "image_id")
SPLITS = ("split", "part", "subset", "set")
SEPARATOR = ";"


def read_table(files: Mapping[str, Path], folder: Path) -> Recognised:
    """Recognise tables, one a part (one nameless part where there is but one); paths are those beside the table.

    A column *split* says the part of each row. Raises `BrokenData` where no column is one of paths.
    """
    items: list[Item] = []
    skipped: list[Skipped] = []
    names: set[str] = set()
    several, notes = False, []
    for part, file in files.items():
        rows = _rows(file)
        header, rows = _header(file, rows)
        column = next(number for number, name in enumerate(header) if name in PATHS)
        split = next((number for number, name in enumerate(header) if name in SPLITS), None)
        marked = [number for number in range(len(header)) if number not in (column, split)]
        if not marked:
            raise BrokenData(f"{file} has no column of labels", fix="give it two columns, path and label")
        wide = len(marked) > 1
        if wide and not all(row[number].strip() in ("0", "1", "0.0", "1.0") for row in rows for number in marked):
            columns = ", ".join(header[number] for number in marked)
            raise BrokenData(
                f"{file} has several columns beside the path ({columns}), and not only 0 and 1 in them",
                fix="leave one column of labels, or one of 0 and 1 a class",
            )
        for number, row in enumerate(rows, start=2):
            labels = _labels(row, header, marked)
            path = _beside(file, row[column])
            shown = plain(row[column])
            own = PARTS.get(row[split].strip().lower(), "") if split is not None else part
            if not labels and not wide:
                skipped.append(Skipped(shown, f"has no label in line {number} of {file.name}"))
            elif not path.is_file():
                skipped.append(Skipped(shown, f"is named in line {number} of {file.name} and is not there"))
            else:
                items.append(Item(path, own, labels))
                names.update(labels)
        if wide:
            names.update(header[number] for number in marked)
    several = any(len(item.labels) != 1 for item in items)
    notes.append("a picture may have several labels" if several else "each picture has one label")
    return Recognised(
        "table", folder, tuple(items), ordered(names), tuple(skipped), 0, tuple(notes), several=several
    )  # fmt: skip


def _rows(file: Path) -> list[list[str]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BrokenData(f"{file} is not UTF-8: {error.reason}", fix="save it as UTF-8") from error
    first = text.partition("\n")[0]
    delimiter = next((mark for mark in (",", "\t", ";") if mark in first), ",")
    try:
        rows = [row for row in csv.reader(text.splitlines(keepends=True), delimiter=delimiter) if any(row)]
    except csv.Error as error:
        raise BrokenData(f"{file} is no CSV: {error}", fix="give it two columns, path and label") from error
    if not rows:
        raise BrokenData(f"{file} is empty", fix="give it two columns, path and label")
    uneven = next((number for number, row in enumerate(rows, 1) if len(row) != len(rows[0])), None)
    if uneven is not None:
        raise BrokenData(
            f"row {uneven} of {file} has {len(rows[uneven - 1])} fields, the first has {len(rows[0])}",
            fix="put names with a comma into quotes",
        )
    return rows


def _header(file: Path, rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Take the header off; a table without one, whose first field is a file, gets *path* and *label*."""
    header = [name.strip().lower() for name in rows[0]]
    if any(name in PATHS for name in header):
        return _cased(rows[0]), rows[1:]
    if _beside(file, rows[0][0]).is_file() and len(rows[0]) == 2:
        return ["path", "label"], rows
    raise BrokenData(
        f"{file} has the columns {', '.join(map(plain, rows[0]))}, and none is one of paths",
        fix=f"name that column {PATHS[0]} (or {', '.join(PATHS[1:5])})",
    )


def _cased(row: list[str]) -> list[str]:
    """Lower the names we look for, keep those of classes."""
    names = [name.strip() for name in row]
    return [name.lower() if name.lower() in (*PATHS, *SPLITS) else plain(name) for name in names]


def _labels(row: list[str], header: list[str], marked: list[int]) -> tuple[str, ...]:
    if len(marked) > 1:
        return tuple(header[number] for number in marked if float(row[number]) == 1)
    given = (plain(label.strip()) for label in row[marked[0]].split(SEPARATOR))
    return tuple(dict.fromkeys(label for label in given if label))


def _beside(file: Path, name: str) -> Path:
    """Find a picture beside its table, or in ``images/`` beside it."""
    path = file.parent / name.strip()
    return path if path.is_file() or not (file.parent / "images" / name).is_file() else file.parent / "images" / name
