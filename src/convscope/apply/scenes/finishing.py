"""From the finished canvas to files under their own names: sieved, as COG, counted, as polygons."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from convscope.apply.scenes.areas import pixel_area
from convscope.apply.scenes.canvas import Canvas
from convscope.apply.scenes.cog import AUX, Dressing, blocks, write_cog
from convscope.apply.scenes.meaning import TOP
from convscope.apply.scenes.polygons import write_polygons
from convscope.apply.scenes.segmented import ClassArea
from convscope.apply.scenes.sieving import sieved
from convscope.draw.class_colours import class_colours
from convscope.runs.durable import told


@dataclass(frozen=True)
class Wanted:
    """Files that are to be: labels, and perhaps probabilities and polygons; patches below ``least`` pixels go."""

    labels: Path
    probabilities: Path | None
    polygons: Path | None
    least: int


@dataclass(frozen=True)
class Made:
    """Classes with their areas, pixels without data, and how many polygons there are."""

    classes: tuple[ClassArea, ...]
    nodata: int
    polygons: int


def finish(labels: Canvas, shares: Canvas | None, wanted: Wanted, dressing: Dressing, *, threads: int) -> Made:
    """Make every file beside its canvas, check it, then put all of them under their names.

    Until then nothing stands there; a file that stood there is replaced whole.
    """
    folder = labels.path.parent
    colours = class_colours(len(dressing.names))
    if wanted.least > 1:
        labels = sieved(labels, dressing.nodata, wanted.least)
    ready = {folder / "labels.tif": wanted.labels}
    write_cog(labels, _coloured(dressing, colours), folder / "labels.tif", threads=threads)
    classes, nodata = _counted(labels, folder / "labels.tif", dressing, colours)
    if shares is not None and wanted.probabilities is not None:
        file = folder / "probabilities.tif"
        told_of = Dressing(dressing.place, 255, dressing.names, scale=1 / TOP, mode="AVERAGE", notes=dressing.notes)
        write_cog(shares, told_of, file, threads=threads)
        for _ in blocks(shares, file):
            pass
        ready[file] = wanted.probabilities
    polygons = 0
    if wanted.polygons is not None:
        file = folder / f"polygons{wanted.polygons.suffix}"
        file.unlink(missing_ok=True)
        polygons = write_polygons(folder / "labels.tif", dressing.nodata, dressing.names, dressing.place, file)
        ready[file] = wanted.polygons
    for made, path in reversed(ready.items()):
        _placed(made, path)
    return Made(classes, nodata, polygons)


def _coloured(dressing: Dressing, colours: Sequence[tuple[int, int, int]]) -> Dressing:
    return replace(dressing, colours=tuple(colours)) if dressing.nodata == 255 else dressing


def _counted(
    labels: Canvas, path: Path, dressing: Dressing, colours: Sequence[tuple[int, int, int]]
) -> tuple[tuple[ClassArea, ...], int]:
    """Count every class's pixels, and its area by that of a pixel in the middle of each block."""
    pixels = np.zeros(dressing.nodata + 1, dtype=np.int64)
    areas = np.zeros(dressing.nodata + 1)
    for rows, columns, numbers in blocks(labels, path):
        here = np.bincount(numbers.ravel(), minlength=dressing.nodata + 1)
        pixels += here
        if dressing.place.known and here[: len(dressing.names)].any():
            areas += here * (pixel_area(dressing.place, rows, columns) or 0.0)
    classes = tuple(
        ClassArea(
            label, name, colours[label], int(pixels[label]), float(areas[label]) if dressing.place.known else None
        )
        for label, name in enumerate(dressing.names)
    )
    return classes, int(pixels[dressing.nodata])


def _placed(made: Path, path: Path) -> None:
    """Rename a file, and what GDAL keeps beside it, to where it is to be."""
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = made.with_name(made.name + AUX)
        there = path.with_name(path.name + AUX)
        if beside.is_file():
            _moved(beside, there)
        elif there.is_file():
            there.unlink()  # of a file that is replaced
        _moved(made, path)


def _moved(made: Path, path: Path) -> None:
    try:
        made.replace(path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        near = path.with_name(f".{path.name}.{os.getpid()}")  # on another disk: brought near, then renamed
        try:
            shutil.copyfile(made, near)
            near.replace(path)
        finally:
            near.unlink(missing_ok=True)
