"""Labels as polygons with their class and their area on the earth."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from convscope.apply.scenes.areas import geodesic_area
from convscope.apply.scenes.gdal import gdal
from convscope.apply.scenes.place import Place
from convscope.errors import CannotWrite, ConvscopeError

DRIVERS = {".gpkg": "GPKG", ".fgb": "FlatGeobuf", ".geojson": "GeoJSON"}
AT_ONCE = 20_000  # polygons that are written together
Ring = Sequence[tuple[float, float]]


def driver_of(path: Path) -> str:
    """Give GDAL's word for a file's kind; `ConvscopeError` for one that is none."""
    if path.suffix.lower() not in DRIVERS:
        raise ConvscopeError(f"polygons cannot be saved as {path.name}", fix=f"end it in {', '.join(DRIVERS)}")
    return DRIVERS[path.suffix.lower()]


def write_polygons(labels: Path, nodata: int, names: Sequence[str], place: Place, path: Path) -> int:
    """Write a polygon a patch of equal labels (touching along edges) with class, name and area; give how many.

    ``area`` is in square metres on the ellipsoid, missing where the scene's place is not known. The patches of the
    whole scene are in memory for as long as they are found, some 100 bytes a corner.
    """
    import pyogrio
    from pyogrio.errors import DataSourceError

    count = 0
    parts: list[tuple[int, list[Ring]]] = []

    def write() -> None:
        nonlocal count
        classes = np.array([label for label, _ in parts], dtype=np.int32)
        areas = np.array([_area(place, rings) for _, rings in parts], dtype=np.float64)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # no reference system, of a picture
            pyogrio.raw.write(
                path, np.array([_wkb(rings) for _, rings in parts], dtype=object),
                [classes, np.array([_name(names, label) for label in classes], dtype=object), areas],
                ["class", "name", "area"], driver=driver_of(path), layer="labels", geometry_type="Polygon",
                crs=place.crs or None, append=count > 0,
            )  # fmt: skip
        count += len(parts)
        parts.clear()

    try:
        for label, rings in _patches(labels, nodata):
            parts.append((label, rings))
            if len(parts) >= AT_ONCE:
                write()
        if parts or not count:
            write()
    except DataSourceError as error:
        raise CannotWrite(f"{path.name} could not be written: {error}", fix="look whether the disk is full") from error
    return count


def _patches(labels: Path, nodata: int) -> Iterator[tuple[int, list[Ring]]]:
    import rasterio
    import rasterio.features

    with gdal(), rasterio.open(labels) as file:
        band = rasterio.band(file, 1)
        for shape, value in rasterio.features.shapes(band, mask=None, connectivity=4, transform=file.transform):
            if int(value) != nodata:
                yield int(value), shape["coordinates"]


def _name(names: Sequence[str], label: int) -> str:
    return names[label] if label < len(names) else ""


def _area(place: Place, rings: list[Ring]) -> float:
    return geodesic_area(place.crs, rings) if place.known else float("nan")


def _wkb(rings: list[Ring]) -> bytes:
    """Write a polygon in OGC's well-known binary."""
    parts: list[Any] = [struct.pack("<BII", 1, 3, len(rings))]
    for ring in rings:
        parts += [struct.pack("<I", len(ring)), np.asarray(ring, dtype="<f8").tobytes()]
    return b"".join(parts)
