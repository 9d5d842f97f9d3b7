"""The verb ``assess``."""

import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
from click.testing import CliRunner

from convscope.cli.main import app


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    numbers = np.zeros((1, 10, 10), dtype=np.uint8)
    numbers[0, :, 5:] = 1
    profile = {"driver": "GTiff", "height": 10, "width": 10, "count": 1, "dtype": "uint8", "crs": "EPSG:32633"}
    with rasterio.open(tmp_path / "l.tif", "w", **profile, transform=rasterio.Affine(10, 0, 5e5, 0, -10, 5e6)) as file:
        file.write(numbers)
    rows = [f"{x + 0.5},{y + 0.5},{int(x > 5)}" for x in range(10) for y in (2, 7)]
    (tmp_path / "p.csv").write_text("\n".join(["column,row,class", *rows]))
    return [str(tmp_path / "l.tif"), str(tmp_path / "p.csv")]


def test_it_shows_accuracies_and_areas(files: list[str]) -> None:
    """Of ten columns, five and five, one is another on the ground: areas shift by a tenth of the whole."""
    result = CliRunner().invoke(app, ["assess", *files])
    assert result.exit_code == 0 and "overall accuracy 90.0%" in result.stdout and "±" in result.stdout
    told = json.loads(CliRunner().invoke(app, ["assess", *files, "--json"]).stdout)
    assert told["counts"] == [[10, 0], [2, 8]] and told["shares"][0]["value"] == pytest.approx(0.6)
    assert CliRunner().invoke(app, ["assess", *files, "--quiet"]).stdout.startswith("90.0% ±")


def test_a_mistake_is_one_line(files: list[str]) -> None:
    """Exit code 2."""
    result = CliRunner().invoke(app, ["assess", files[0], "none.csv"])
    assert result.exit_code == 2 and "there is no file none.csv" in result.stderr
