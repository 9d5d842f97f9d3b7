"""Polygons burnt into a scene's pixels."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convscope.data.vectors import NONE, burn_polygons, polygon_of
from convscope.errors import BrokenData, ConvscopeError

rasterio = pytest.importorskip("rasterio")
pytest.importorskip("pyogrio")


def opened(tmp_path: Path, crs: str | None = "EPSG:32618") -> Any:
    """A scene of 20 × 30 pixels of 10 m."""
    transform = rasterio.transform.from_origin(500_000, 4_000_000, 10, 10)
    profile = {"driver": "GTiff", "height": 20, "width": 30, "count": 1, "dtype": "uint8", "transform": transform}
    with rasterio.open(tmp_path / "scene.tif", "w", **profile, crs=crs) as scene:
        scene.write(np.ones((1, 20, 30), np.uint8))
    return rasterio.open(tmp_path / "scene.tif")


def square(left: float, top: float, side: float) -> list[list[list[float]]]:
    return [[[left, top], [left + side, top], [left + side, top - side], [left, top - side], [left, top]]]


def polygons(path: Path, features: list[tuple[Any, dict[str, Any]]], crs: str = "EPSG:32618") -> Path:
    content = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{crs.replace(':', '::')}"}},
        "features": [{"type": "Feature", "geometry": shape, "properties": said} for shape, said in features],
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_pixel_belongs_to_a_polygon_when_its_centre_does(tmp_path: Path) -> None:
    """The later of two that overlap has it; several parts are one."""
    field = {"type": "Polygon", "coordinates": square(500_000, 4_000_000, 100)}
    pair = {"type": "MultiPolygon", "coordinates": [square(500_050, 4_000_000, 100), square(500_250, 4_000_000, 40)]}
    path = polygons(tmp_path / "fields.geojson", [(field, {"class": "wheat"}), (pair, {"class": "maize"})])
    with opened(tmp_path) as scene:
        burnt, classes, told = burn_polygons(path, scene, None)
    assert classes == ("maize", "wheat") and "2 polygons of fields.geojson" in told
    wanted = np.full((20, 30), NONE)
    wanted[:10, :10] = 1
    wanted[:10, 5:15] = wanted[:4, 25:29] = 0
    assert np.array_equal(burnt, wanted)


def test_polygons_are_brought_to_the_scenes_projection(tmp_path: Path) -> None:
    """As GeoJSON's, which counts in degrees."""
    from rasterio.warp import transform_geom

    shape = {"type": "Polygon", "coordinates": square(500_100, 3_999_950, 100)}
    degrees = transform_geom("EPSG:32618", "EPSG:4326", shape, precision=12)
    path = polygons(tmp_path / "fields.geojson", [(degrees, {"kind": 7})], "EPSG:4326")
    with opened(tmp_path) as scene:
        burnt, classes, _ = burn_polygons(path, scene, "kind")
    wanted = np.full((20, 30), NONE)
    wanted[5:15, 10:20] = 0
    assert classes == ("7",) and np.array_equal(burnt, wanted)


def test_what_does_not_belong_is_said(tmp_path: Path) -> None:
    """A column that is not there, several to choose from, points, polygons elsewhere, no file of them."""
    here = {"type": "Polygon", "coordinates": square(500_000, 4_000_000, 100)}
    there = {"type": "Polygon", "coordinates": square(700_000, 4_000_000, 100)}
    point = {"type": "Point", "coordinates": [500_000, 4_000_000]}
    cases: list[tuple[list[tuple[Any, dict[str, Any]]], str | None, str]] = [
        ([(here, {"a": 1, "b": 2})], None, "has several columns: a, b"),
        ([(here, {"a": 1})], "crop", "has no column crop: a"),
        ([(point, {"a": 1})], None, "holds no polygon"),
        ([(there, {"a": 1})], None, "no polygon of fields.geojson lies in the scene"),
    ]
    with opened(tmp_path) as scene:
        for features, column, told in cases:
            with pytest.raises(ConvscopeError, match=told):
                burn_polygons(polygons(tmp_path / "fields.geojson", features), scene, column)
        (tmp_path / "fields.gpkg").write_bytes(b"none")
        with pytest.raises(BrokenData, match="holds no polygons that can be read"):
            burn_polygons(tmp_path / "fields.gpkg", scene, None)


def test_another_kind_of_geometry_is_none() -> None:
    """As an empty one, and a point."""
    assert polygon_of(b"") is None and polygon_of(b"\x01\x01\x00\x00\x00" + b"\x00" * 16) is None
