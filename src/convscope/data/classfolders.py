"""A folder a class, in parts or not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from convscope.data.dataset import Skipped
from convscope.data.recognised import Item, Recognised, ordered, plain
from convscope.data.walk import entries, folders, is_picture, walk


def class_folders(folder: Path, parts: Mapping[str, Path]) -> Recognised | None:
    """Recognise class folders in each part (one nameless part where there are none); None where there are no folders.

    A picture's class is the folder next below its part; folders further down belong to it too.
    """
    items: list[Item] = []
    skipped: list[Skipped] = []
    names: set[str] = set()
    bare: list[str] = []
    ignored = loose = 0
    for part, place in parts.items():
        for below in folders(place):
            found = walk(below, folder)
            items += [Item(path, part, (plain(below.name),)) for path in found.pictures]
            skipped += found.skipped
            ignored += len(found.ignored)
            names.add(plain(below.name))
            if not found.pictures:
                what = "has no picture" if found.skipped or found.ignored else "is empty"
                bare.append(f"the class folder {plain(below.relative_to(folder))} {what}")
        strays = [path for path in entries(place) if not path.is_dir() and path not in parts.values()]
        ignored += len(strays)
        loose += sum(is_picture(path) for path in strays)
    if not items:
        return None
    notes = [f"{loose:,} pictures lie beside the class folders and have no class"] if loose else []
    notes += bare
    filled = {label for item in items for label in item.labels}
    if set(parts) - {""}:
        for name in ordered(filled):
            lacking = [part for part in parts if not any(i.part == part and name in i.labels for i in items)]
            if lacking and "train" in lacking:
                notes.append(f"class {name} has no picture in {', '.join(lacking)}")
    return Recognised("class folders", folder, tuple(items), ordered(filled), tuple(skipped), ignored, tuple(notes))
