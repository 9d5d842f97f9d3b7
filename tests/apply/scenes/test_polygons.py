"""Labels as polygons."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio

from convscope.apply.scenes.place import Place, place_of
from convscope.apply.scenes.polygons import driver_of, write_polygons
from convscope.errors import ConvscopeError

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")


@pytest.mark.parametrize("name", ["p.gpkg", "p.fgb", "p.geojson"])
def test_a_patch_is_a_polygon_with_class_name_and_area(scene: Callable[..., Path], tmp_path: Path, name: str) -> None:
    """A field around a wood, and what has no data left out: areas are pixels times the square of 30 m, over 0.9996²."""
    numbers = np.zeros((1, 20, 30), dtype=np.uint8)
    numbers[0, 5:10, 5:15], numbers[0, :, 29] = 1, 255
    labels = scene(numbers)
    with rasterio.open(labels) as file:
        place = place_of(file)
    assert write_polygons(labels, 255, ("field", "wood"), place, tmp_path / name) == 2
    meta, _, shapes, fields = pyogrio.raw.read(tmp_path / name)
    found = {label: (title, area) for label, title, area in zip(*fields, strict=True)}
    assert list(meta["fields"]) == ["class", "name", "area"] and len(shapes) == 2
    assert meta["crs"] == "EPSG:32633" or name == "p.geojson"
    assert found[0] == ("field", pytest.approx(530 * 900 / 0.9996**2, rel=1e-3))
    assert found[1] == ("wood", pytest.approx(50 * 900 / 0.9996**2, rel=1e-3))


def test_many_are_written_in_parts_and_none_is_a_file_too(
    scene: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chessboard of 36 fields, ten at a time; a scene without data has no polygon."""
    monkeypatch.setattr("convscope.apply.scenes.polygons.AT_ONCE", 10)
    board = (np.indices((6, 6)).sum(0) % 2).astype(np.uint8)[None]
    assert write_polygons(scene(board), 255, ("a", "b"), Place(), tmp_path / "p.gpkg") == 36
    assert len(pyogrio.raw.read(tmp_path / "p.gpkg")[2]) == 36
    nothing = np.full((1, 6, 6), 255, dtype=np.uint8)
    assert write_polygons(scene(nothing), 255, ("a", "b"), Place(), tmp_path / "n.gpkg") == 0
    assert (tmp_path / "n.gpkg").is_file()


def test_another_kind_of_file_is_told() -> None:
    """With those that are written."""
    with pytest.raises(ConvscopeError, match=r"end it in \.gpkg"):
        driver_of(Path("p.shp"))
