"""What was made of a scene as a Cloud-Optimised GeoTIFF, with the scene's place, overviews, colours and names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import numpy.typing as npt

from convscope.apply.scenes.canvas import Canvas
from convscope.apply.scenes.gdal import cause, failures, gdal
from convscope.apply.scenes.place import Place
from convscope.errors import CannotWrite
from convscope.runs.durable import told

BLOCK = 512
AUX = ".aux.xml"
DATA_TYPES = {"uint8": "Byte", "uint16": "UInt16"}
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Dressing:
    """What a raster of numbers is told about: its place, the number for no data, and what its numbers mean.

    ``names`` are those of the classes: of one band its values, of several the bands. ``scale`` is what a number is to
    be multiplied by; ``mode`` how overviews are made.
    """

    place: Place
    nodata: int
    names: tuple[str, ...]
    colours: tuple[Colour, ...] = ()
    scale: float = 1.0
    mode: str = "MODE"
    notes: tuple[tuple[str, str], ...] = ()


def write_cog(canvas: Canvas, dressing: Dressing, path: Path, *, threads: int = 1) -> None:
    """Write a canvas as a COG into its own folder, at ``path``; memory stays flat.

    Raises `CannotWrite` where the disk is full, and where what is there afterwards is not what was written.
    """
    import rasterio.shutil

    dressed = canvas.path.with_suffix(".vrt")
    with told(dressed):
        dressed.write_text("".join(_vrt(canvas, dressing)), encoding="utf-8")
    options = {
        "COMPRESS": "DEFLATE", "BLOCKSIZE": str(BLOCK), "OVERVIEW_RESAMPLING": dressing.mode,
        "BIGTIFF": "IF_SAFER", "NUM_THREADS": str(threads),
    }  # fmt: skip
    with told(path), gdal():
        try:
            rasterio.shutil.copy(dressed, path, driver="COG", **options)
        except failures() as error:
            raise CannotWrite(
                f"{path.name} could not be written: {cause(error)}", fix="make room; the same command goes on from here"
            ) from error
    with told(path), path.open("rb") as file:
        os.fsync(file.fileno())


def blocks(canvas: Canvas, path: Path) -> Iterator[tuple[slice, slice, npt.NDArray[Any]]]:
    """Read a COG again, and compare it with what it was made of; give its blocks, (bands, height, width).

    Raises `CannotWrite` where they differ: a disk that filled up, or lost what was written.
    """
    import rasterio
    from rasterio.windows import Window

    with gdal():
        try:
            with rasterio.open(path) as file, canvas.path.open("rb") as numbers:
                for row in range(0, canvas.height, BLOCK):
                    rows = slice(row, min(row + BLOCK, canvas.height))
                    written = canvas.rows(numbers, rows)
                    for column in range(0, canvas.width, BLOCK):
                        columns = slice(column, min(column + BLOCK, canvas.width))
                        window = Window.from_slices((rows.start, rows.stop), (columns.start, columns.stop))
                        found = file.read(window=window)
                        if not np.array_equal(found, written[:, :, columns]):
                            raise _lost(path)
                        yield rows, columns, found
        except failures() as error:
            raise _lost(path) from error


def _lost(path: Path) -> CannotWrite:
    return CannotWrite(
        f"{path.name} is not what was written into it, as where a disk is full",
        fix="make room; the same command goes on from here",
    )


def _vrt(canvas: Canvas, dressing: Dressing) -> Iterator[str]:
    """Write the description by which GDAL sees the canvas: no number is copied."""
    yield f'<VRTDataset rasterXSize="{canvas.width}" rasterYSize="{canvas.height}">'
    place = dressing.place
    if place.points:
        yield f'<GCPList Projection="{escape(place.crs, {chr(34): "&quot;"})}">'
        for number, (row, column, x, y, z) in enumerate(place.points, 1):
            yield f'<GCP Id="{number}" Pixel="{column!r}" Line="{row!r}" X="{x!r}" Y="{y!r}" Z="{z!r}"/>'
        yield "</GCPList>"
    elif place.crs:
        yield f"<SRS>{escape(place.crs)}</SRS>"
    if place.transform is not None:
        a, b, c, d, e, f = place.transform
        yield f"<GeoTransform>{', '.join(map(repr, (c, a, b, f, d, e)))}</GeoTransform>"
    yield "<Metadata>"
    for name, told_of in dressing.notes:
        yield f'<MDI key="{escape(name)}">{escape(told_of)}</MDI>'
    yield "</Metadata>"
    for band in range(1, canvas.bands + 1):
        yield from _band(canvas, dressing, band)
    yield "</VRTDataset>"


def _band(canvas: Canvas, dressing: Dressing, band: int) -> Iterator[str]:
    yield f'<VRTRasterBand dataType="{DATA_TYPES[canvas.dtype]}" band="{band}">'
    if canvas.bands > 1:
        yield f"<Description>{escape(dressing.names[band - 1])}</Description>"
    yield f"<NoDataValue>{dressing.nodata}</NoDataValue>"
    if dressing.scale != 1.0:
        yield f"<Scale>{dressing.scale!r}</Scale><Offset>0</Offset>"
    if dressing.colours:
        yield "<ColorInterp>Palette</ColorInterp><ColorTable>"
        for value in range(dressing.nodata + 1):
            known = value < len(dressing.colours)
            red, green, blue = dressing.colours[value] if known else (0, 0, 0)
            yield f'<Entry c1="{red}" c2="{green}" c3="{blue}" c4="{255 if known else 0}"/>'
        yield "</ColorTable>"
    if canvas.bands == 1:
        categories = "".join(f"<Category>{escape(name)}</Category>" for name in dressing.names)
        yield f"<CategoryNames>{categories}</CategoryNames>"
    yield (
        f'<SimpleSource><SourceFilename relativeToVRT="1">{escape(canvas.path.name)}</SourceFilename>'
        f"<SourceBand>{band}</SourceBand></SimpleSource></VRTRasterBand>"
    )
