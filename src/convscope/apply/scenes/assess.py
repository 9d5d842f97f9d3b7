"""How right a map of labels is, by reference points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from convscope.apply.scenes.accuracy import Accuracy, accuracy
from convscope.apply.scenes.areas import pixel_area
from convscope.apply.scenes.cog import BLOCK
from convscope.apply.scenes.extra import require
from convscope.apply.scenes.gdal import failures, gdal
from convscope.apply.scenes.place import Place, place_of
from convscope.apply.scenes.points import read_points
from convscope.apply.scenes.raster import told
from convscope.errors import BrokenPicture, UnknownName


@dataclass(frozen=True)
class Assessed:
    """The estimates, of ``used`` points; ``outside`` lay beyond the map or where it has no data; areas in ``unit``."""

    labels: str
    points: str
    found: Accuracy
    used: int
    outside: int
    unit: str

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        told_of = {name: getattr(self, name) for name in ("labels", "points", "used", "outside", "unit")}
        return {**told_of, **self.found.as_dict()}


def assess(labels: str | Path, points: str | Path, *, column: str | None = None) -> Assessed:
    """Compare a map of labels with reference points, and estimate accuracies and areas with intervals of 95 %.

    ``labels`` is what `segment` wrote, or any raster of classes; a point's class is a name or a number of its classes,
    in ``column``. Estimators: `accuracy.py`. Raises `BrokenPicture`, `BrokenData`, `UnknownName` for a class that the
    map does not have, and `ConvscopeError` where a class of the map has no point.
    """
    require("rasterio", "pyproj", "pyogrio")
    import rasterio

    path = str(labels)
    with told(path), gdal():
        file = rasterio.open(path)
    with file:
        if file.dtypes[0] not in ("uint8", "uint16", "int16", "int32"):
            raise BrokenPicture(f"{path} holds {file.dtypes[0]}, labels are whole numbers", fix="give a map of labels")
        place, names = place_of(file), _names(file)
        reference = read_points(Path(points), place, column)
        counted, areas = _areas(path, file, place)
        seen = sorted({label for label in counted if label != file.nodata} | set(range(len(names))))
        titles = [names[label] if label < len(names) else str(label) for label in seen]
        known = {name: row for row, name in enumerate(titles)} | {str(label): row for row, label in enumerate(seen)}
        rows = {label: row for row, label in enumerate(seen)}
        counts = np.zeros((len(seen), len(seen)), dtype=np.int64)
        outside = 0
        for (x, y), name in zip(np.floor(reference.pixels).astype(int), reference.classes, strict=True):
            if name not in known:
                raise UnknownName("class", name, titles)
            label = _at(path, file, x, y)
            if label is None or label == file.nodata:
                outside += 1
            else:
                counts[rows[label], known[name]] += 1
    found = accuracy(counts.tolist(), [areas.get(label, 0.0) for label in seen], titles)
    unit = "m²" if place.known else "pixels"
    return Assessed(path, str(points), found, int(counts.sum()), outside, unit)


def _names(file: Any) -> list[str]:
    """Give the classes' names that `segment` wrote, if any."""
    tags = file.tags()
    found: list[str] = []
    while (name := tags.get(f"class_{len(found)}")) is not None:
        found.append(name)
    return found


def _areas(path: str, file: Any, place: Place) -> tuple[set[int], dict[int, float]]:
    """Count every label's area: pixels, each as large as it is on the ground."""
    areas: dict[int, float] = {}
    for rows, columns in _blocks(file.height, file.width):
        values, counts = np.unique(_read(path, file, rows, columns), return_counts=True)
        size = pixel_area(place, rows, columns) if place.known else 1.0
        for value, count in zip(values.tolist(), counts.tolist(), strict=True):
            if value != file.nodata:
                areas[value] = areas.get(value, 0.0) + count * (size or 1.0)
    return set(areas), areas


def _blocks(height: int, width: int) -> Iterator[tuple[slice, slice]]:
    for row in range(0, height, BLOCK):
        for column in range(0, width, BLOCK):
            yield slice(row, min(row + BLOCK, height)), slice(column, min(column + BLOCK, width))


def _at(path: str, file: Any, column: int, row: int) -> int | None:
    if not (0 <= column < file.width and 0 <= row < file.height):
        return None
    return int(_read(path, file, slice(row, row + 1), slice(column, column + 1))[0, 0])


def _read(path: str, file: Any, rows: slice, columns: slice) -> Any:
    from rasterio.windows import Window

    window = Window.from_slices((rows.start, rows.stop), (columns.start, columns.stop))
    try:
        with gdal():
            return file.read(1, window=window)
    except failures() as error:
        raise BrokenPicture(f"{path} cannot be read at rows {rows.start} to {rows.stop}: damaged, or cut") from error
