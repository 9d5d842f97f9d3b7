"""From the canvas to files under their own names."""

from pathlib import Path

import numpy as np
import pytest

from convscope.apply.scenes.canvas import Canvas
from convscope.apply.scenes.cog import Dressing
from convscope.apply.scenes.finishing import Wanted, finish
from convscope.apply.scenes.place import Place

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")


def test_every_file_is_made_before_any_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Labels of which the polygons fail are not there either; with them, both are, and pixels are counted."""
    canvas = Canvas(tmp_path / "job" / "labels.raw", 1, 20, 20, "uint8")
    canvas.path.parent.mkdir()
    canvas.make()
    numbers = np.zeros((1, 20, 20))
    numbers[:, :5, :5], numbers[:, 10, 10], numbers[:, 19] = 1, 1, 255
    with canvas.open() as file:
        canvas.write(file, slice(0, 20), slice(0, 20), numbers)
    wanted = Wanted(tmp_path / "l.tif", None, tmp_path / "new" / "p.gpkg", 4)
    dressing = Dressing(Place(), 255, ("field", "wood"))
    with monkeypatch.context() as patch:
        patch.setattr("convscope.apply.scenes.finishing.write_polygons", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            finish(canvas, None, wanted, dressing, threads=1)
    assert not wanted.labels.exists()
    made = finish(canvas, None, wanted, dressing, threads=1)
    assert wanted.labels.is_file() and wanted.polygons is not None and wanted.polygons.is_file()
    assert [(one.name, one.pixels, one.area) for one in made.classes] == [("field", 355, None), ("wood", 25, None)]
    assert (made.nodata, made.polygons) == (20, 2)  # the wood of one pixel is sieved
