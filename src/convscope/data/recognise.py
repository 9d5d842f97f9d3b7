"""Look at a folder and say what it is, or what was looked for in vain. Nothing is decoded here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from convscope.data.boxes import json_files, read_coco, read_yolo
from convscope.data.classfolders import class_folders
from convscope.data.masks import IMAGES, read_masks
from convscope.data.recognised import PARTS, Item, Recognised, plain
from convscope.data.table import read_table
from convscope.data.walk import entries, folders, walk
from convscope.errors import BrokenData, ConvscopeError

TABLES, RASTERS = (".csv", ".tsv"), (".tif", ".tiff")
LOOKED_FOR = (
    "a folder a class (in train/, val/, test/ or not), a CSV of path and label, images/ with masks/, COCO's JSON, "
    "images/ with YOLO's labels/, one large .tif, or pictures"
)


def recognise(path: str | Path) -> Recognised:
    """Say what a folder, a table or a raster is.

    Raises `ConvscopeError`: where it is nothing, what was looked for and what is there; where a folder could be two
    things, which they are.
    """
    path = Path(path)
    if not path.exists():
        raise ConvscopeError(f"there is no {plain(path)}", fix="give the path of a folder of pictures")
    if path.is_file():
        return _file(path)
    path = path.resolve() if path.name in ("", "..") else path
    parts = _parts(path)
    found = _boxes_or_masks(path, parts)
    if len(found) > 1:
        what = " and ".join(one.kind for one in found)
        raise ConvscopeError(f"{plain(path)} could be {what}", fix="move one of them to a folder of its own")
    if found:
        return found[0]
    classes = class_folders(path, parts)
    table = _table(path, parts, classes)
    if table is not None:
        return table
    if classes is not None:
        return classes
    return _pictures(path, parts)


def _file(path: Path) -> Recognised:
    suffix = path.suffix.lower()
    if suffix in TABLES:
        return read_table({"": path}, path.parent)
    if suffix in RASTERS:
        return _raster(path)
    if suffix == ".json" and (coco := read_coco(path.parent, {path: ""})) is not None:
        return coco
    raise ConvscopeError(
        f"{plain(path)} is no data set", fix="give a folder, a CSV of path and label, COCO's JSON, or a .tif"
    )


def _parts(folder: Path) -> dict[str, Path]:
    """Find train/, val/, test/; without them there is one part, nameless.

    A folder of such a name among others, with nothing but pictures in it, is a class, as *train* can be.
    """
    inside = folders(folder)
    named = [below for below in inside if below.name.lower() in PARTS]
    with_more = any(folders(below) or _tables(below) or _jsons(below) for below in named)
    if not named or not (with_more or len(named) == len(inside)):
        return {"": folder}
    parts: dict[str, Path] = {}
    for below in named:
        part = PARTS[below.name.lower()]
        if part in parts:
            raise ConvscopeError(
                f"{plain(folder)} has two folders of its {part} part, {parts[part].name} and {below.name}",
                fix="merge or remove one",
            )
        parts[part] = below
    return {part: parts[part] for part in ("train", "validation", "test") if part in parts}


def _boxes_or_masks(folder: Path, parts: Mapping[str, Path]) -> list[Recognised]:
    found = (
        read_coco(folder, json_files(folder, parts)),
        read_yolo(folder, parts),
        read_masks(folder, parts),
    )
    return [one for one in found if one is not None]


def _table(folder: Path, parts: Mapping[str, Path], classes: Recognised | None) -> Recognised | None:
    """Read the tables beside the pictures; class folders, where there are any, come before them."""
    if classes is not None and (len(classes.classes) > 1 or classes.classes[0].lower() not in (*IMAGES, *PARTS)):
        return None
    files = {PARTS.get(file.stem.lower(), ""): file for file in _tables(folder)}
    files = files or {part: file for part, place in parts.items() for file in _tables(place)}
    tables = _tables(folder)
    if not files:
        return None
    if len(tables) > len(files):
        raise ConvscopeError(
            f"{plain(folder)} has several tables: {', '.join(plain(file.name) for file in tables)}",
            fix="give the path of the one that names pictures and labels",
        )
    try:
        return read_table(files, folder)
    except BrokenData:
        if classes is None:
            raise
        return None


def _pictures(folder: Path, parts: Mapping[str, Path]) -> Recognised:
    """Take a folder of nothing but pictures, without labels; one TIFF alone is a raster."""
    found = [(part, walk(place, folder)) for part, place in parts.items()]
    items = tuple(Item(path, part) for part, walked in found for path in walked.pictures)
    skipped = tuple(one for _, walked in found for one in walked.skipped)
    ignored = sum(len(walked.ignored) for _, walked in found)
    if len(items) == 1 and items[0].path.suffix.lower() in RASTERS:
        return replace(_raster(items[0].path), folder=folder, skipped=skipped, ignored=ignored)
    if not items:
        there = ", ".join(plain(path.name) + ("/" if path.is_dir() else "") for path in entries(folder)[:8])
        unusable = "".join(f"; {one.path} {one.reason}" for one in skipped[:3])
        raise ConvscopeError(
            f"{plain(folder)} is no data set: looked for {LOOKED_FOR}; there is {there or 'nothing in it'}{unusable}",
            fix="arrange it as one of these",
        )
    return Recognised("pictures", folder, items, (), skipped, ignored)


def _raster(path: Path) -> Recognised:
    return Recognised("raster", path, (Item(path),), notes=(_told(path),))


def _told(path: Path) -> str:
    """Say size, bands, type and projection, with rasterio where it is there."""
    try:
        import rasterio
    except ImportError:
        return "its size and projection are read with rasterio: pip install 'convscope[scene]'"
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with rasterio.open(path, driver="GTiff") as scene:
                place = f"in {scene.crs}" if scene.crs else "without projection"
                return f"{scene.height:,} × {scene.width:,}, {scene.count} bands of {scene.dtypes[0]}, {place}"
        except rasterio.errors.RasterioError as error:
            raise BrokenData(f"{plain(path)} is no TIFF that can be read: {error}") from error


def _tables(folder: Path) -> list[Path]:
    return [path for path in entries(folder) if path.suffix.lower() in TABLES and path.is_file()]


def _jsons(folder: Path) -> list[Path]:
    return [path for path in entries(folder) if path.suffix.lower() == ".json" and path.is_file()]
