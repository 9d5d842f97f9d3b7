"""Labels that are there: a raster of classes, read window by window, with its names and colours, and counted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.apply.scenes.areas import pixel_area
from convscope.apply.scenes.asked import stamp
from convscope.apply.scenes.cog import BLOCK
from convscope.apply.scenes.extra import require
from convscope.apply.scenes.gdal import gdal
from convscope.apply.scenes.place import place_of
from convscope.apply.scenes.raster import told
from convscope.apply.scenes.segmented import ClassArea
from convscope.draw.class_colours import class_colours
from convscope.errors import BrokenPicture, ConvscopeError

MOST_CLASSES = 65_536


class Labels:
    """An open raster of labels. Whatever thread asks: one reads at a time.

    ``names`` are those of the model that it was made with, where the file does not have its own; a class of neither is
    called by its number. Raises `BrokenPicture` for what is no raster, or none of whole numbers.
    """

    def __init__(self, path: str | Path, names: tuple[str, ...] = ()) -> None:
        require("rasterio", "pyproj")
        import rasterio

        self.path = str(path)
        if not Path(self.path).is_file():
            raise BrokenPicture(f"there are no labels {self.path}", fix="segment the scene first")
        with told(self.path), gdal():
            self._file = rasterio.open(self.path)
        if self._file.count != 1 or self._file.dtypes[0] not in ("uint8", "uint16"):
            came = f"{self._file.count} bands of {self._file.dtypes[0]}"
            self._file.close()
            raise BrokenPicture(
                f"{self.path} has {came}, labels have one of uint8 or uint16", fix="give a raster of labels"
            )
        self.height, self.width = self._file.height, self._file.width
        self.dtype = np.dtype(self._file.dtypes[0])
        self.place = place_of(self._file)
        self.nodata = None if self._file.nodata is None else int(self._file.nodata)
        self.stamp = stamp(self.path, self.height, self.width)
        self._lock = threading.Lock()
        self._own_names = _names(self._file.tags())
        self._names = names
        self._colours = _colours(self._file)

    def read(self, rows: slice, columns: slice, size: tuple[int, int] | None = None) -> npt.NDArray[np.unsignedinteger]:
        """Give a window's labels; of a smaller ``size`` the nearest ones, or those of the file's overviews."""
        from rasterio.windows import Window

        window = Window.from_slices((rows.start, rows.stop), (columns.start, columns.stop))
        with self._lock, told(self.path, f"rows {rows.start} to {rows.stop}"), gdal():
            found: npt.NDArray[np.unsignedinteger] = self._file.read(1, window=window, out_shape=size)
        return found

    @property
    def known(self) -> tuple[int, ...]:
        """The classes that have a name before any pixel is looked at."""
        own = {*self._own_names, *range(len(self._names))}
        return tuple(label for label in sorted(own) if label != self.nodata)

    def name(self, label: int) -> str:
        """Name a class."""
        if label in self._own_names:
            return self._own_names[label]
        return self._names[label] if label < len(self._names) else f"class {label}"

    def colour(self, label: int) -> tuple[int, int, int]:
        """Give a class's colour: the file's own, else the one that classes of this number always have."""
        return self._colours.get(label) or class_colours(label + 1)[label]

    def counted(
        self, count: Callable[[int, int], None] = lambda done, total: None
    ) -> tuple[tuple[ClassArea, ...], int]:
        """Count every class's pixels and area, and the pixels without data; ``count`` is handed rows done and in all.

        Pixels' area is that of their block, on the ellipsoid; it is None where the place is not known.
        """
        pixels = np.zeros(MOST_CLASSES, dtype=np.int64)
        areas = np.zeros(MOST_CLASSES)
        for row in range(0, self.height, BLOCK):
            rows = slice(row, min(row + BLOCK, self.height))
            for column in range(0, self.width, BLOCK):
                columns = slice(column, min(column + BLOCK, self.width))
                here = np.bincount(self.read(rows, columns).ravel(), minlength=MOST_CLASSES)
                pixels += here
                if self.place.known:
                    areas += here * (pixel_area(self.place, rows, columns) or 0.0)
            count(rows.stop, self.height)
        seen = {*np.flatnonzero(pixels).tolist(), *self.known}
        classes = tuple(
            ClassArea(
                label, self.name(label), self.colour(label), int(pixels[label]),
                float(areas[label]) if self.place.known else None,
            )
            for label in sorted(seen) if label != self.nodata
        )  # fmt: skip
        return classes, 0 if self.nodata is None else int(pixels[self.nodata])

    def fits(self, height: int, width: int) -> None:
        """Refuse labels of another size than the scene's."""
        if (self.height, self.width) != (height, width):
            raise ConvscopeError(
                f"{self.path} has {self.height:,} × {self.width:,} labels, the scene {height:,} × {width:,} pixels",
                fix="give the labels of this scene",
            )

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _names(tags: dict[str, str]) -> dict[int, str]:
    """Read the names that `segment` writes.

    >>> _names({"class_0": "water", "AREA_OR_POINT": "Area", "class_x": "?"})
    {0: 'water'}
    """
    parted = ((key.removeprefix("class_"), name) for key, name in tags.items() if key.startswith("class_"))
    return {int(number): name for number, name in parted if number.isdecimal() and int(number) < MOST_CLASSES}


def _colours(file: Any) -> dict[int, tuple[int, int, int]]:
    try:
        table = file.colormap(1)
    except ValueError:  # it has none
        return {}
    return {int(label): colour[:3] for label, colour in table.items() if colour[3]}
