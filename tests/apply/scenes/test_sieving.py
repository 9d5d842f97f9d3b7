"""A minimum mapping unit."""

from pathlib import Path

import numpy as np
import pytest
from pyproj import CRS

from convscope.apply.scenes.canvas import Canvas
from convscope.apply.scenes.place import Place
from convscope.apply.scenes.sieving import least_pixels, sieved
from convscope.errors import ConvscopeError

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
TEN_METRES = Place(CRS.from_epsg(32633).to_wkt(), (10, 0, 500_000, 0, -10, 5e6))


@pytest.mark.parametrize(
    ("text", "pixels"), [("900", 9), ("950", 10), ("900m2", 9), ("0.5ha", 50), ("1 km2", 9993), ("12px", 12)]
)
def test_areas_are_read_as_pixels_of_the_ground(text: str, pixels: int) -> None:
    """Pixels of 10 m on the map are 100.08 m² on the ground; part of a pixel is a pixel."""
    assert least_pixels(text, TEN_METRES, 100, 100) == pixels


@pytest.mark.parametrize("text", ["", "-4", "0", "4 acres", "ha", "1e3"])
def test_what_is_no_area_is_told(text: str) -> None:
    """With one that is."""
    with pytest.raises(ConvscopeError, match=r"900, 0\.5ha or 12px"):
        least_pixels(text, TEN_METRES, 100, 100)


def test_metres_need_a_place() -> None:
    """A picture has pixels alone."""
    with pytest.raises(ConvscopeError, match="give pixels"):
        least_pixels("900", Place(), 10, 10)


def test_small_patches_take_their_largest_neighbours_class(tmp_path: Path) -> None:
    """A patch of three goes, one of four stays; what has no data neither grows nor is filled, nor does it swallow."""
    numbers = np.zeros((1, 12, 12), dtype=np.uint8)
    numbers[0, 2, 2:5], numbers[0, 6, 2:6], numbers[0, 9, 9] = 1, 1, 255
    numbers[0, :, 10:] = 255
    numbers[0, 5, 11] = 2  # alone among pixels without data
    canvas = Canvas(tmp_path / "labels.raw", 1, 12, 12, "uint8")
    canvas.make()
    with canvas.open() as file:
        canvas.write(file, slice(0, 12), slice(0, 12), numbers)
    found = np.array(sieved(canvas, 255, 4).mapped())
    expected = numbers.copy()
    expected[0, 2, 2:5] = 0
    assert np.array_equal(found, expected) and np.array_equal(canvas.mapped(), numbers)
