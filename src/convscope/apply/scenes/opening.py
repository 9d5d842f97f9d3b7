"""A path to an open scene."""

from __future__ import annotations

from pathlib import Path

from convscope.apply.scenes.asked import Reading, Scene, is_remote
from convscope.apply.scenes.extra import require
from convscope.apply.scenes.gdal import failures, gdal
from convscope.apply.scenes.photograph import PhotographScene
from convscope.apply.scenes.raster import RasterScene
from convscope.errors import BrokenPicture

PICTURES = ("JPEG", "PNG", "WEBP", "BMP", "GIF")  # drivers of GDAL for what Pillow reads, too
MOST_PIXELS = 50_000_000  # of a picture that is decoded whole


def open_scene(asked: Reading) -> Scene:
    """Open a raster, or, where it has no place on the earth and is small enough, an ordinary picture.

    Raises `BrokenPicture` for what is not there or cannot be read, and what the two kinds of scene raise.
    """
    require("rasterio", "pyproj")
    if not is_remote(asked.path) and not Path(asked.path).is_file():
        raise BrokenPicture(f"there is no scene {asked.path}", fix="give the path of a raster or a picture")
    return PhotographScene(asked) if _is_picture(asked) else RasterScene(asked)


def _is_picture(asked: Reading) -> bool:
    if is_remote(asked.path) or asked.values is not None:
        return False
    import rasterio

    with gdal():
        try:
            with rasterio.open(asked.path) as file:
                placed = file.crs is not None or not file.transform.is_identity or file.gcps[0]
                small = file.height * file.width <= MOST_PIXELS
                return file.driver in PICTURES and not placed and small and file.dtypes[0] == "uint8"
        except failures():
            return Path(asked.path).suffix.lower() not in (".tif", ".tiff", ".vrt")  # AVIF, say: Pillow may know it
