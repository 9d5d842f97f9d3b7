"""How right a map is, by reference points."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio

from convscope.apply.scenes.assess import assess
from convscope.errors import BrokenPicture, UnknownName


@pytest.fixture
def labels(scene: Callable[..., Path]) -> Path:
    """A map, 600 columns wide: wood to the left, field to the right, no data in the last row."""
    numbers = np.zeros((1, 20, 600), dtype=np.uint8)
    numbers[0, :, 400:], numbers[0, 19] = 1, 255
    path = scene(numbers, nodata=255)
    with rasterio.open(path, "r+") as file:
        file.update_tags(class_0="wood", class_1="field")
    return path


def points(path: Path, rows: list[tuple[float, float, str]]) -> Path:
    path.write_text("column,row,class\n" + "".join(f"{x},{y},{name}\n" for x, y, name in rows))
    return path


def test_the_map_is_compared_where_the_points_are(labels: Path, tmp_path: Path) -> None:
    """By name or number; points beyond the map, or where it has no data, are counted apart."""
    rows: list[tuple[float, float, str]] = [(10.0 * number, 3.0, "wood") for number in range(9)] + [(5, 5, "field")]
    rows += [(450.0 + number * 10, 3.0, "1") for number in range(10)] + [
        (5, 19, "wood"),
        (-1, 3, "wood"),
        (700, 3, "field"),
    ]
    found = assess(labels, points(tmp_path / "p.csv", rows))
    assert found.found.counts == ((9, 1), (0, 10)) and (found.used, found.outside) == (20, 3)
    assert found.unit == "m²" and found.found.mapped[0] == pytest.approx(19 * 400 * 900 / 0.9996**2, rel=1e-3)
    share = 400 / 600 * 0.1 + 200 / 600
    assert found.found.shares[1].value == pytest.approx(share, rel=1e-4)
    assert found.found.overall.value == pytest.approx(1 - 400 / 600 * 0.1, rel=1e-4)
    assert json.loads(json.dumps(found.as_dict()))["classes"] == ["wood", "field"]


def test_a_class_that_the_map_does_not_have_is_told(labels: Path, tmp_path: Path) -> None:
    """With the nearest; and a map that holds no labels."""
    with pytest.raises(UnknownName, match="did you mean 'field'"):
        assess(labels, points(tmp_path / "p.csv", [(1, 1, "fields")]))
    with pytest.raises(BrokenPicture, match="is no scene that can be read"):
        assess(tmp_path / "none.tif", tmp_path / "p.csv")
