"""Polygons of a GeoPackage, a shapefile or GeoJSON, brought to a scene's projection and burnt into its pixels."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.data.recognised import ordered, plain
from convscope.errors import BrokenData, ConvscopeError

SUFFIXES = (".gpkg", ".geojson", ".json", ".shp", ".fgb")
USUAL = ("class", "label", "class_name", "name", "type", "category")
NONE = -1


def burn_polygons(path: Path, scene: Any, column: str | None) -> tuple[npt.NDArray[np.int64], tuple[str, ...], str]:
    """Give what each pixel of an open raster is, (height, width), `NONE` outside, the classes, and a sentence.

    ``column`` is the one that names the classes. A pixel belongs to a polygon when its centre does; of polygons that
    overlap to the later one. Raises `ConvscopeError` where the column is not known or no polygon lies in the scene.
    """
    from rasterio.features import rasterize
    from rasterio.warp import transform_geom

    projection, geometries, values = _read(path, column)
    if projection and scene.crs is None:
        raise ConvscopeError(f"{plain(path.name)} is in {projection}, the scene has no projection", fix="give it one")
    classes = ordered({str(value) for value in values})
    number = {name: place for place, name in enumerate(classes)}
    shapes = []
    for geometry, value in zip(geometries, values, strict=True):
        shape = polygon_of(geometry)
        if shape is None:
            continue
        if projection and scene.crs is not None:
            shape = transform_geom(projection, scene.crs, shape)
        shapes.append((shape, number[str(value)]))
    if not shapes:
        raise ConvscopeError(f"{plain(path.name)} holds no polygon", fix="give areas, not points or lines")
    size = (scene.height, scene.width)
    burnt = rasterize(shapes, size, fill=NONE, transform=scene.transform, dtype="int32").astype(np.int64)
    if (burnt == NONE).all():
        raise ConvscopeError(
            f"no polygon of {plain(path.name)} lies in the scene", fix="are both in the projection they say?"
        )
    told = f"{len(shapes):,} polygons of {plain(path.name)}, their classes by {_said(column)}"
    return burnt, classes, told


def _said(column: str | None) -> str:
    return f"the column {column}" if column else "their column"


def _read(path: Path, column: str | None) -> tuple[str | None, list[bytes], list[Any]]:
    try:
        import pyogrio
    except ImportError as error:
        raise ConvscopeError("reading polygons needs pyogrio", fix="pip install 'convscope[scene]'") from error
    try:
        meta, _, geometries, fields = pyogrio.raw.read(path)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError, OSError) as error:
        raise BrokenData(f"{path} holds no polygons that can be read: {error}") from error
    values = dict(zip([str(name) for name in meta["fields"]], fields, strict=True))
    chosen = _column(path, values, column)
    keep = [place for place, value in enumerate(values[chosen]) if value is not None and value == value]
    return meta["crs"], [geometries[place] for place in keep], [values[chosen][place] for place in keep]


def _column(path: Path, values: Mapping[str, Any], column: str | None) -> str:
    if column is not None and column in values:
        return column
    usual = [name for name in values if name.lower() in USUAL]
    if column is None and (len(usual) == 1 or len(values) == 1):
        return usual[0] if len(usual) == 1 else next(iter(values))
    told = f"has no column {column}" if column else "has several columns"
    raise ConvscopeError(
        f"{plain(path.name)} {told}: {', '.join(values) or 'there is none'}",
        fix="say which names the classes: column='…'",
    )


def polygon_of(wkb: bytes) -> dict[str, Any] | None:
    """Read a polygon or multipolygon from well-known binary, heights left out; None for another kind.

    >>> square = struct.pack("<BIII8d", 1, 3, 1, 4, 0, 0, 1, 0, 1, 1, 0, 0)
    >>> polygon_of(square)
    {'type': 'Polygon', 'coordinates': [[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)]]}
    """
    if not wkb:
        return None
    shape, _ = _geometry(bytes(wkb), 0)
    return shape


def _geometry(wkb: bytes, at: int) -> tuple[dict[str, Any] | None, int]:
    order = "<" if wkb[at] == 1 else ">"
    (kind,) = struct.unpack_from(f"{order}I", wkb, at + 1)
    at += 9 if kind & 0x20000000 else 5  # an EWKB may say its reference system here
    axes = 2 + bool(kind & 0x80000000) + bool(kind & 0x40000000) + (0, 1, 1, 2)[(kind & 0xFFFF) // 1000]
    base = (kind & 0xFFFF) % 1000
    if base == 3:
        rings, at = _rings(wkb, at, order, axes)
        return {"type": "Polygon", "coordinates": rings}, at
    if base == 6:
        (count,) = struct.unpack_from(f"{order}I", wkb, at)
        at, parts = at + 4, []
        for _ in range(count):
            part, at = _geometry(wkb, at)
            parts += [part["coordinates"]] if part else []
        return {"type": "MultiPolygon", "coordinates": parts}, at
    return None, at


def _rings(wkb: bytes, at: int, order: str, axes: int) -> tuple[list[list[tuple[float, float]]], int]:
    (count,) = struct.unpack_from(f"{order}I", wkb, at)
    at, rings = at + 4, []
    for _ in range(count):
        (points,) = struct.unpack_from(f"{order}I", wkb, at)
        numbers = struct.unpack_from(f"{order}{points * axes}d", wkb, at + 4)
        rings.append([(numbers[place], numbers[place + 1]) for place in range(0, len(numbers), axes)])
        at += 4 + 8 * points * axes
    return rings, at
