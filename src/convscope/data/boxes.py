"""Boxes: COCO's JSON, and YOLO's text file a picture."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from convscope.data.box import Box
from convscope.data.dataset import Skipped
from convscope.data.masks import paired
from convscope.data.recognised import PARTS, Item, Recognised, ordered, plain
from convscope.data.walk import entries, walk
from convscope.errors import BrokenData


def read_coco(folder: Path, files: Mapping[Path, str]) -> Recognised | None:
    """Recognise COCO's JSON files, each with its part; None where none of them is one.

    Pictures are looked for by the path the file gives, else by its last part, anywhere below the folder. Masks in
    outlines or run lengths are passed over: only their boxes are taken. Raises `BrokenData` for a box of a class or a
    picture that the file does not list, or that is no box.
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
        inside: dict[Any, list[Box]] = {picture["id"]: [] for picture in content["images"]}
        for number, one in enumerate(content["annotations"]):
            where = f"{plain(file.name)}, annotation {plain(one.get('id', number))}"
            if one["image_id"] not in inside:
                raise BrokenData(
                    f"{where} is of picture {plain(one['image_id'])}, which is not listed",
                    fix="mend it, or leave it out",
                )
            if one["category_id"] not in names:
                raise BrokenData(
                    f"{where} is of category {plain(one['category_id'])}, which is not listed",
                    fix="list it under categories, or leave the box out",
                )
            inside[one["image_id"]].append(_coco_box(one, names[one["category_id"]], where))
        for picture in content["images"]:
            path = file.parent / picture["file_name"]
            path = path if path.is_file() else known.get(Path(picture["file_name"]).name, path)
            if path.is_file():
                own = tuple(inside[picture["id"]])
                boxes.update(box.label for box in own)
                labels = tuple(dict.fromkeys(box.label for box in own))
                items.append(Item(path, part, labels, boxes=own, size=_size(picture)))
            else:
                skipped.append(Skipped(plain(picture["file_name"]), f"is named in {file.name} and is not there"))
        boxes.update(dict.fromkeys(names.values(), 0))
    if not there:
        return None
    note = f"{boxes.total():,} boxes"
    return Recognised("COCO boxes", folder, tuple(items), ordered(set(boxes)), tuple(skipped), 0, (note,), several=True)


def _coco_box(one: dict[str, Any], label: str, where: str) -> Box:
    """Read left, top, width and height."""
    sides = one.get("bbox")
    if not isinstance(sides, list) or len(sides) != 4 or not all(isinstance(side, (int, float)) for side in sides):
        raise BrokenData(f"{where} has no box of four numbers: {plain(sides)[:60]}", fix="mend it, or leave it out")
    left, top, width, height = map(float, sides)
    return Box(label, (left, top, left + width, top + height), where, crowd=bool(one.get("iscrowd", 0)))


def _size(picture: dict[str, Any]) -> tuple[int, int] | None:
    sides = picture.get("height"), picture.get("width")
    return sides if all(isinstance(side, int) and side > 0 for side in sides) else None  # type: ignore[return-value]


def read_yolo(folder: Path, parts: Mapping[str, Path]) -> Recognised | None:
    """Recognise ``images/`` with ``labels/`` of text files; a picture without one has no box.

    Raises `BrokenData` for a class number that the folder's names do not have.
    """
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
            told = plain(text.relative_to(folder))
            try:
                own = tuple(_yolo_boxes(text, told, names))
            except (ValueError, OSError) as error:
                skipped.append(Skipped(told, f"is no file of YOLO boxes: {error}"))
                continue
            boxes.update(box.label for box in own)
            items.append(Item(path, part, tuple(dict.fromkeys(box.label for box in own)), boxes=own))
    classes = tuple(names.values()) if names else ordered(set(boxes))
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
        for number, (entry, key) in enumerate((entry, key) for entry in content[name] for key in keys):
            kinds = (str,) if key == "file_name" else (int, float, str)
            if not isinstance(entry[key], kinds):
                told = f"{file}: the {key} of {name} {number // len(keys)} is {plain(json.dumps(entry[key]))[:60]}"
                raise BrokenData(told, fix=f"write {'a string' if kinds == (str,) else 'a number or a string'}")
    return content


def _yolo_boxes(text: Path, told: str, names: Mapping[int, str]) -> list[Box]:
    """Read a line a box: class, centre and size in shares of the picture; of an outline the box around it."""
    if not text.is_file():
        return []
    found = []
    for place, written in enumerate(text.read_text(encoding="utf-8").splitlines(), start=1):
        line = written.split()
        if not line:
            continue
        shares = [float(number) for number in line[1:]]
        if len(line) < 5 or not all(0 <= share <= 1 for share in shares[: 4 if len(line) < 7 else None]):
            raise ValueError(f"{' '.join(line)[:40]!r} is not class, centre and size in shares of the picture")
        number, where = int(line[0]), f"{told}, line {place}"
        if names and number not in names:
            raise BrokenData(
                f"{where} is of class {number}, the names go from {min(names)} to {max(names)}",
                fix="add its name, or leave the box out",
            )
        found.append(Box(names.get(number, str(number)), _yolo_edges(shares), where, relative=True))
    return found


def _yolo_edges(shares: list[float]) -> tuple[float, float, float, float]:
    if len(shares) > 5:  # x and y of an outline's corners, in turn
        across, down = shares[::2], shares[1::2]
        return min(across), min(down), max(across), max(down)
    x, y, width, height = shares[:4]
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


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
