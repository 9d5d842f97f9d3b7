"""Boxes: COCO's JSON, and YOLO's text file a picture."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from convscope.data.dataset import Skipped
from convscope.data.masks import paired
from convscope.data.recognised import PARTS, Item, Recognised, ordered, plain
from convscope.data.walk import entries, walk
from convscope.errors import BrokenData


def read_coco(folder: Path, files: Mapping[Path, str]) -> Recognised | None:
    """Recognise COCO's JSON files, each with its part; None where none of them is one.

    Pictures are looked for by the path the file gives, else by its last part, anywhere below the folder.
    """
    items: list[Item] = []
    skipped: list[Skipped] = []
    boxes: Counter[str] = Counter()
    known: dict[str, Path] = {}
    there = False
    for file, part in files.items():
        content = _json(file)
        if content is None:
            continue
        there = True
        known = known or {path.name: path for path in walk(folder).pictures}
        names = {kind["id"]: plain(kind["name"]) for kind in content["categories"]}
        inside: dict[Any, list[str]] = {picture["id"]: [] for picture in content["images"]}
        for box in content["annotations"]:
            inside.setdefault(box["image_id"], []).append(names.get(box["category_id"], plain(box["category_id"])))
        for picture in content["images"]:
            path = file.parent / picture["file_name"]
            path = path if path.is_file() else known.get(Path(picture["file_name"]).name, path)
            if path.is_file():
                labels = inside[picture["id"]]
                boxes.update(labels)
                items.append(Item(path, part, tuple(dict.fromkeys(labels))))
            else:
                skipped.append(Skipped(plain(picture["file_name"]), f"is named in {file.name} and is not there"))
        boxes.update(dict.fromkeys(names.values(), 0))
    if not there:
        return None
    note = f"{boxes.total():,} boxes"
    return Recognised("COCO boxes", folder, tuple(items), ordered(set(boxes)), tuple(skipped), 0, (note,), several=True)


def read_yolo(folder: Path, parts: Mapping[str, Path]) -> Recognised | None:
    """Recognise ``images/`` with ``labels/`` of text files; a picture without one has no box."""
    items: list[Item] = []
    skipped: list[Skipped] = []
    pairs = [pair for pair in paired(parts, ("labels",)) if any(pair[2].rglob("*.txt"))]
    if not pairs:
        return None
    names = _yolo_names(folder)
    boxes: Counter[str] = Counter()
    for part, images, labels in pairs:
        found = walk(images, folder)
        skipped += found.skipped
        for path in found.pictures:
            text = labels / path.relative_to(images).with_suffix(".txt")
            try:
                numbers = _yolo_classes(text)
            except (ValueError, OSError) as error:
                skipped.append(Skipped(plain(text.relative_to(folder)), f"is no file of YOLO boxes: {error}"))
                continue
            inside = [names.get(number, str(number)) for number in numbers]
            boxes.update(inside)
            items.append(Item(path, part, tuple(dict.fromkeys(inside))))
    classes = ordered(set(boxes) | set(names.values()))
    note = f"{boxes.total():,} boxes"
    return Recognised("YOLO boxes", folder, tuple(items), classes, tuple(skipped), 0, (note,), several=True)


def part_of(file: Path) -> str:
    """Read a part off a file's name, as in ``instances_train2017.json``, else off its folder's."""
    words = re.findall(r"[a-z]+", file.stem.lower())
    return next((PARTS[word] for word in words if word in PARTS), PARTS.get(file.parent.name.lower(), ""))


def json_files(folder: Path, parts: Mapping[str, Path]) -> dict[Path, str]:
    """List JSON files where COCO's are kept: in the folder, in ``annotations/``, in the parts."""
    places = dict.fromkeys([folder, folder / "annotations", *parts.values()])
    found = [path for place in places if place.is_dir() for path in entries(place) if path.suffix.lower() == ".json"]
    return {path: part_of(path) for path in found if path.is_file()}


def _json(file: Path) -> dict[str, Any] | None:
    """Read a COCO file; None for JSON of another kind."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, OSError, RecursionError) as error:
        raise BrokenData(f"{file} is no JSON that can be read: {error}", fix="export it again") from error
    lists = ("images", "annotations", "categories")
    if not isinstance(content, dict) or not all(isinstance(content.get(name), list) for name in lists):
        return None
    wanted = {"images": ("id", "file_name"), "annotations": ("image_id", "category_id"), "categories": ("id", "name")}
    for name, keys in wanted.items():
        if not all(isinstance(entry, dict) and all(key in entry for key in keys) for entry in content[name]):
            raise BrokenData(f"{file} has {name} without {' or '.join(keys)}", fix="export it again as COCO JSON")
    return content


def _yolo_classes(text: Path) -> list[int]:
    if not text.is_file():
        return []
    lines = [line.split() for line in text.read_text(encoding="utf-8").splitlines() if line.strip()]
    for line in lines:
        if len(line) < 5 or not all(0 <= float(number) <= 1 for number in line[1:5]):
            raise ValueError(f"{' '.join(line)[:40]!r} is not class, centre and size in shares of the picture")
    return [int(line[0]) for line in lines]


def _yolo_names(folder: Path) -> dict[int, str]:
    """Read class names from ``classes.txt``, or from the ``names`` of a YAML file as ultralytics writes it."""
    listed = folder / "classes.txt"
    if listed.is_file():
        return dict(enumerate(plain(line.strip()) for line in listed.read_text(encoding="utf-8").splitlines() if line))
    for file in sorted(folder.glob("*.y*ml")):
        text = file.read_text(encoding="utf-8", errors="replace")
        inline = re.search(r"^names:\s*\[(.*?)\]", text, re.MULTILINE | re.DOTALL)
        if inline:
            return dict(enumerate(plain(name.strip(" \n'\"")) for name in inline[1].split(",")))
        block = re.search(r"^names:[ \t]*\n((?:[ \t]*(?:-|\d+:)[^\n]*(?:\n|$))+)", text, re.MULTILINE)
        if block:
            lines = [re.sub(r"^\s*(-|\d+:)\s*", "", line).strip(" '\"") for line in block[1].splitlines()]
            return dict(enumerate(map(plain, lines)))
    return {}
