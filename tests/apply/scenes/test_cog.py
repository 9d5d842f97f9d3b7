"""A canvas as a Cloud-Optimised GeoTIFF."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
from rio_cogeo.cogeo import cog_validate

from convscope.apply.scenes.canvas import Canvas
from convscope.apply.scenes.cog import Dressing, blocks, write_cog
from convscope.apply.scenes.place import Place, place_of
from convscope.errors import CannotWrite

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")


@pytest.fixture
def canvas(tmp_path: Path) -> Canvas:
    canvas = Canvas(tmp_path / "c.raw", 1, 600, 700, "uint8")
    canvas.make()
    numbers = np.random.default_rng(0).integers(0, 3, (1, 600, 700))
    with canvas.open() as file:
        canvas.write(file, slice(0, 600), slice(0, 700), numbers)
    return canvas


def test_it_is_valid_and_says_what_it_shows(canvas: Canvas) -> None:
    """Overviews by the commonest class, colours, names with signs of XML in them, control points."""
    points = tuple((float(r), float(c), 11 + c / 700, 48 - r / 600, 0.0) for r in (0, 600) for c in (0, 700))
    wkt = rasterio.CRS.from_epsg(4326).to_wkt()
    dressing = Dressing(Place(wkt, None, points), 255, ('a & "b"', "<c>", "d"), ((1, 2, 3), (4, 5, 6), (7, 8, 9)))
    path = canvas.path.with_name("c.tif")
    write_cog(canvas, dressing, path)
    valid, errors, _ = cog_validate(path)
    assert valid and not errors
    with rasterio.open(path) as file:
        assert np.array_equal(file.read(), canvas.mapped()) and file.overviews(1) == [2]
        assert file.colormap(1)[2] == (7, 8, 9, 255) and file.colormap(1)[3] == (0, 0, 0, 255)
        assert place_of(file).points == points
    total = sum(part.size for _, _, part in blocks(canvas, path))
    assert total == 600 * 700


def test_what_is_not_as_it_was_written_is_told(canvas: Canvas) -> None:
    """A number that is another afterwards, as on a disk that filled up."""
    path = canvas.path.with_name("c.tif")
    write_cog(canvas, Dressing(Place(), 255, ("a", "b", "c")), path)
    with canvas.open() as file:
        canvas.write(file, slice(599, 600), slice(699, 700), np.full((1, 1, 1), 9))
    with pytest.raises(CannotWrite, match="is not what was written into it"):
        list(blocks(canvas, path))


def test_a_folder_that_is_gone_is_told(canvas: Canvas) -> None:
    """In a sentence."""
    with pytest.raises(CannotWrite, match="could not be written"):
        write_cog(canvas, Dressing(Place(), 255, ("a", "b", "c")), canvas.path.parent / "nowhere" / "c.tif")
