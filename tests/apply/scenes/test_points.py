"""Reference points."""

from pathlib import Path

import numpy as np
import pyogrio
import pytest
from pyproj import CRS, Transformer

from convscope.apply.scenes.place import Place
from convscope.apply.scenes.points import read_points
from convscope.errors import BrokenData, ConvscopeError

UTM = Place(CRS.from_epsg(32633).to_wkt(), (30, 0, 500_000, 0, -30, 4_000_000))


@pytest.mark.parametrize(
    ("axes", "place"), [("lon,lat", (15.0, 36.0)), ("x,y", (500_045, 3_999_925)), ("column,row", (1.5, 2.5))]
)
def test_coordinates_become_pixels(tmp_path: Path, axes: str, place: tuple[float, float]) -> None:
    """Of the map's reference system, of WGS 84, or pixels already."""
    if axes == "lon,lat":
        place = Transformer.from_crs(32633, 4326, always_xy=True).transform(500_045, 3_999_925)
    (tmp_path / "p.csv").write_text(f"id,{axes.upper()},Label\n1,{place[0]},{place[1]}, wood \n")
    found = read_points(tmp_path / "p.csv", UTM)
    assert np.allclose(found.pixels, [[1.5, 2.5]], atol=1e-4) and found.classes == ("wood",)


def test_a_geopackage_has_its_own_reference_system(tmp_path: Path) -> None:
    """Its points are brought to the map's."""
    x, y = Transformer.from_crs(32633, 3857, always_xy=True).transform(500_045, 3_999_925)
    shape = b"\x01\x01\x00\x00\x00" + np.array([x, y], dtype="<f8").tobytes()
    pyogrio.raw.write(
        tmp_path / "p.gpkg", np.array([shape], dtype=object), [np.array([7])], ["seen"], geometry_type="Point",
        crs="EPSG:3857", driver="GPKG",
    )  # fmt: skip
    found = read_points(tmp_path / "p.gpkg", UTM, "seen")
    assert np.allclose(found.pixels, [[1.5, 2.5]], atol=1e-4) and found.classes == ("7",)


@pytest.mark.parametrize(
    ("content", "column", "said"),
    [
        ("", None, "has no points"),
        ("a,b,class\n1,2,3\n", None, "name two of them lon,lat"),
        ("x,y,z\n1,2,3\n", None, "say which is the class"),
        ("x,y,class\n1,2,3\n", "clas", "did you mean 'class'"),
        ("x,y,class\n1,,3\n", None, "a place that is no number"),
    ],
)
def test_what_is_lacking_is_told(tmp_path: Path, content: str, column: str | None, said: str) -> None:
    """With how to mend it."""
    (tmp_path / "p.csv").write_text(content)
    with pytest.raises(ConvscopeError, match=said):
        read_points(tmp_path / "p.csv", UTM, column)


def test_a_map_without_a_place_takes_pixels_alone(tmp_path: Path) -> None:
    """And a file that is not there, or no vectors, is told."""
    (tmp_path / "p.csv").write_text("x,y,class\n1,2,3\n")
    with pytest.raises(ConvscopeError, match="give column,row"):
        read_points(tmp_path / "p.csv", Place())
    with pytest.raises(BrokenData, match="there is no file"):
        read_points(tmp_path / "q.csv", Place())
    (tmp_path / "p.gpkg").write_text("no")
    with pytest.raises(BrokenData, match=r"p\.gpkg cannot be read"):
        read_points(tmp_path / "p.gpkg", UTM)
