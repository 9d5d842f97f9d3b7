"""A raster that is being made."""

from pathlib import Path

import numpy as np
import pytest
import rasterio

from convscope.apply.scenes.canvas import Canvas

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_rectangles_land_where_they_belong(tmp_path: Path, dtype: str) -> None:
    """Written in any order, read by rows, as an array, and by GDAL."""
    numbers = np.random.default_rng(0).integers(0, 200, (2, 7, 9)).astype(dtype)
    canvas = Canvas(tmp_path / "c.raw", 2, 7, 9, dtype)
    canvas.make()
    with canvas.open() as file:
        for rows, columns in [((4, 7), (0, 9)), ((0, 4), (5, 9)), ((0, 4), (0, 5))]:
            part = numbers[:, slice(*rows), slice(*columns)]
            canvas.write(file, slice(*rows), slice(*columns), part)
    assert np.array_equal(canvas.mapped(), numbers)
    with canvas.path.open("rb") as file:
        assert np.array_equal(canvas.rows(file, slice(2, 5)), numbers[:, 2:5])
    with rasterio.open(canvas.path) as file:
        assert np.array_equal(file.read(), numbers)


def test_making_it_again_keeps_what_is_there(tmp_path: Path) -> None:
    """Work that goes on finds its pieces."""
    canvas = Canvas(tmp_path / "c.raw", 1, 2, 3, "uint8")
    canvas.make()
    with canvas.open() as file:
        canvas.write(file, slice(0, 1), slice(0, 3), np.ones((1, 1, 3)))
    canvas.make()
    assert canvas.mapped().tolist() == [[[1, 1, 1], [0, 0, 0]]]
