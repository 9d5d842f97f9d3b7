"""GDAL with the settings that scenes need."""

from pathlib import Path

import pytest
import rasterio
from rasterio.env import getenv, hasenv

from convscope.apply.scenes.gdal import CACHE, cause, failures, gdal


def test_settings_hold_for_the_block_alone() -> None:
    """A remote scene's do not reach what comes after: a canvas is found by its neighbour on the disk."""
    with gdal(remote=True):
        assert getenv()["GDAL_DISABLE_READDIR_ON_OPEN"] == "EMPTY_DIR"
        with gdal(cache=2 * CACHE):
            assert getenv()["GDAL_DISABLE_READDIR_ON_OPEN"] == "FALSE"
    assert not hasenv() or "GDAL_HTTP_TIMEOUT" not in getenv()


def test_what_gdal_says_is_one_line(tmp_path: Path) -> None:
    """Of an error that it raises itself, too."""
    (tmp_path / "a.tif").write_bytes(b"II*\0")
    with pytest.raises(failures()) as raised:
        rasterio.open(tmp_path / "a.tif")
    assert "a.tif" in cause(raised.value) and "\n" not in cause(raised.value)
    assert cause(ValueError()) == "ValueError"
