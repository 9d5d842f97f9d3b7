"""Labels that are there."""

import warnings
from pathlib import Path

import numpy as np
import pytest

from convscope.errors import BrokenPicture, ConvscopeError

rasterio = pytest.importorskip("rasterio")
from convscope.apply.scenes.labelled import Labels  # noqa: E402


def written(place: Path, numbers: np.ndarray, **more: object) -> Path:
    height, width = numbers.shape
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what has no georeference
        options = {"driver": "GTiff", "count": 1, "height": height, "width": width, "dtype": numbers.dtype}
        with rasterio.open(place, "w", **options, **more) as file:
            file.write(numbers, 1)
    return place


def test_labels_are_counted_and_named(tmp_path: Path) -> None:
    """Over blocks' edges; a class without a name is called by its number, one without pixels is there with none."""
    numbers = np.random.default_rng(0).choice(np.array([0, 1, 3, 9], np.uint8), (600, 700))
    found = Labels(written(tmp_path / "l.tif", numbers, nodata=9), ("a", "b", "c"))
    rows: list[tuple[int, int]] = []
    classes, nodata = found.counted(lambda done, of: rows.append((done, of)))
    assert {one.name: one.pixels for one in classes} == {
        "a": int((numbers == 0).sum()), "b": int((numbers == 1).sum()), "c": 0, "class 3": int((numbers == 3).sum()),
    }  # fmt: skip
    assert nodata == (numbers == 9).sum() and rows == [(512, 600), (600, 600)]
    assert all(one.area is None for one in classes) and len({one.colour for one in classes}) == 4
    assert np.array_equal(found.read(slice(3, 9), slice(500, 520)), numbers[3:9, 500:520])
    assert found.read(slice(0, 600), slice(0, 700), (60, 70)).shape == (60, 70)


def test_areas_are_those_of_the_ellipsoid(tmp_path: Path) -> None:
    """A degree at the equator spans 111.3 × 110.6 km."""
    degree = rasterio.Affine(1, 0, 10, 0, -1, 1)
    found = Labels(written(tmp_path / "one.tif", np.zeros((1, 1), np.uint8), crs="EPSG:4326", transform=degree))
    assert found.counted()[0][0].area == pytest.approx(111_319.5 * 110_574.4, rel=2e-3)


def test_what_is_no_labels_is_refused(tmp_path: Path) -> None:
    """In a sentence."""
    with pytest.raises(BrokenPicture, match="there are no labels"):
        Labels(tmp_path / "none.tif")
    with pytest.raises(BrokenPicture, match="1 bands of float32, labels have one of uint8 or uint16"):
        Labels(written(tmp_path / "f.tif", np.zeros((4, 4), np.float32)))
    (tmp_path / "text.tif").write_text("no raster")
    with pytest.raises(BrokenPicture, match="no scene that can be read"):
        Labels(tmp_path / "text.tif")
    with pytest.raises(ConvscopeError, match="4 × 4 labels, the scene 5 × 5 pixels"):
        Labels(written(tmp_path / "u.tif", np.zeros((4, 4), np.uint8))).fits(5, 5)
