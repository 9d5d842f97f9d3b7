"""A minimum mapping unit: patches that are smaller take the class of their largest neighbour."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from math import ceil

from convscope.apply.scenes.canvas import Canvas
from convscope.apply.scenes.gdal import gdal
from convscope.apply.scenes.place import Place, ground
from convscope.errors import ConvscopeError
from convscope.runs.durable import told

UNITS = {"": 1.0, "m2": 1.0, "m²": 1.0, "ha": 10_000.0, "km2": 1e6, "km²": 1e6}


def least_pixels(text: str, place: Place, height: int, width: int) -> int:
    """Read an area, ``900`` square metres, ``0.5ha`` or ``12px``, as a number of the scene's pixels, rounded up.

    >>> least_pixels("12px", Place(), 100, 100)
    12

    Raises `ConvscopeError` for what is no area, and for metres where the scene's place is not known.
    """
    found = re.fullmatch(r"\s*([0-9]*\.?[0-9]+)\s*(px|m2|m²|ha|km2|km²|)\s*", text.lower())
    if found is None or float(found[1]) <= 0:
        raise ConvscopeError(
            f"--minimum-area {text} came", fix="give square metres, hectares or pixels, as in 900, 0.5ha or 12px"
        )
    if found[2] == "px":
        return ceil(float(found[1]))
    side = ground(place, height, width)
    if side is None:
        raise ConvscopeError(
            f"--minimum-area {text} came, and how large the scene's pixels are is not known",
            fix="give pixels, as in 12px",
        )
    return ceil(float(found[1]) * UNITS[found[2]] / side**2 - 1e-9)


def sieved(canvas: Canvas, nodata: int, pixels: int) -> Canvas:
    """Write a canvas anew in which every patch of fewer than ``pixels`` has its largest neighbour's class.

    GDAL's sieve, on the whole scene: patches touch along edges, not corners; what has no data neither grows nor
    shrinks. It goes row by row and keeps a few numbers a patch: some 100 bytes each.
    """
    import rasterio
    import rasterio.features

    out = replace(canvas, path=canvas.path.with_name("sieved.raw"))
    mask = replace(canvas, path=canvas.path.with_name("mask.raw"), dtype="uint8")
    with told(out.path), gdal():
        shutil.copyfile(canvas.path, out.path)
        for one in (out, mask):
            one.make()
        numbers, kept, valid = canvas.mapped(), out.mapped("r+"), mask.mapped("r+")
        for row in range(0, canvas.height, 512):
            valid[0, row : row + 512] = numbers[0, row : row + 512] != nodata
        valid.flush()  # type: ignore[attr-defined]
        with rasterio.open(canvas.path) as source, rasterio.open(mask.path) as masked:
            rasterio.features.sieve(
                rasterio.band(source, 1), pixels, out=kept[0], mask=rasterio.band(masked, 1), connectivity=4
            )
        for row in range(0, canvas.height, 512):  # what has no data stays so
            part = kept[0, row : row + 512]
            part[valid[0, row : row + 512] == 0] = nodata
        kept.flush()  # type: ignore[attr-defined]
    mask.path.unlink()
    return out
