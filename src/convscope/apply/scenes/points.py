"""Reference points: where somebody looked, and which class is there."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from convscope.apply.scenes.gdal import cause
from convscope.apply.scenes.place import Place
from convscope.errors import BrokenData, ConvscopeError, UnknownName

AXES = (
    ("lon", "lat"),
    ("longitude", "latitude"),
    ("x", "y"),
    ("easting", "northing"),
    ("column", "row"),
    ("col", "row"),
)
CLASSES = ("class", "label", "reference", "name")


@dataclass(frozen=True)
class Points:
    """Places in pixels of the map, (points, 2) as column and row with fractions, and each one's class."""

    pixels: npt.NDArray[np.float64]
    classes: tuple[str, ...]


def read_points(path: Path, place: Place, column: str | None = None) -> Points:
    """Read points from a CSV, or from a file of vectors (GeoPackage, GeoJSON, FlatGeobuf, Shapefile).

    A CSV has the columns ``lon,lat`` (WGS 84), ``x,y`` (of the map's reference system) or ``column,row`` (pixels of
    the map); ``column`` names the class's, by default class, label, reference or name. Raises `BrokenData` for what
    cannot be read and `ConvscopeError` for columns that are not there.
    """
    if not path.is_file():
        raise BrokenData(f"there is no file {path}", fix="give a CSV or a GeoPackage of reference points")
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        return _from_table(path, place, column)
    return _from_vectors(path, place, column)


def _from_table(path: Path, place: Place, column: str | None) -> Points:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file, delimiter="\t" if path.suffix.lower() == ".tsv" else ","))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BrokenData(f"{path} is no CSV in UTF-8: {error}", fix="save it as one") from error
    if not rows:
        raise BrokenData(f"{path} has no points", fix="give a first line of names and a line a point")
    names = {str(name).strip().lower(): name for name in rows[0]}
    axes = next((pair for pair in AXES if set(pair) <= set(names)), None)
    if axes is None:
        raise ConvscopeError(
            f"{path} has the columns {', '.join(names)}", fix="name two of them lon,lat or x,y or column,row"
        )
    title = names[_class_column(path, list(names), column)]
    try:
        xy = np.array([[float(row[names[axis]]) for axis in axes] for row in rows])
    except (TypeError, ValueError) as error:
        raise BrokenData(f"{path} has a place that is no number: {error}", fix="look for empty lines") from error
    classes = tuple(str(row[title]).strip() for row in rows)
    if axes[1] == "row":
        return Points(xy, classes)
    return Points(_pixels(xy, place, "EPSG:4326" if axes[0].startswith("lon") else None, path), classes)


def _from_vectors(path: Path, place: Place, column: str | None) -> Points:
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        meta, _, shapes, fields = pyogrio.raw.read(path)
    except (DataSourceError, DataLayerError) as error:
        raise BrokenData(
            f"{path} cannot be read: {cause(error)}", fix="give a CSV or a GeoPackage of points"
        ) from error
    names = [str(name) for name in meta["fields"]]
    title = _class_column(path, [name.lower() for name in names], column)
    values = fields[[name.lower() for name in names].index(title)]
    if meta["geometry_type"] not in ("Point", "Point Z") or not len(shapes):
        raise BrokenData(f"{path} holds {meta['geometry_type']}, points were expected", fix="give a layer of points")
    xy = np.array([np.frombuffer(shape, dtype="<f8", count=2, offset=5) for shape in shapes])
    return Points(_pixels(xy, place, meta["crs"], path), tuple(str(value).strip() for value in values))


def _class_column(path: Path, names: Sequence[str], column: str | None) -> str:
    if column is not None:
        if column.lower() not in names:
            raise UnknownName(f"column of {path}", column, list(names))
        return column.lower()
    found = next((name for name in CLASSES if name in names), None)
    if found is None:
        raise ConvscopeError(f"{path} has the columns {', '.join(names)}", fix="say which is the class, with --column")
    return found


def _pixels(xy: npt.NDArray[np.float64], place: Place, crs: str | None, path: Path) -> npt.NDArray[np.float64]:
    """Bring coordinates to the map's pixels."""
    if place.transform is None:
        raise ConvscopeError(f"{path} has coordinates, the map has none", fix="give column,row in its pixels")
    x, y = xy.T
    if crs and place.crs:
        from pyproj import CRS, Transformer

        x, y = Transformer.from_crs(CRS.from_user_input(crs), CRS.from_wkt(place.crs), always_xy=True).transform(x, y)
    a, b, c, d, e, f = place.transform
    inverse = np.linalg.inv(np.array([[a, b], [d, e]]))
    pixels: npt.NDArray[np.float64] = (inverse @ np.array([np.asarray(x) - c, np.asarray(y) - f])).T
    return pixels
