"""A scene that GDAL reads, window by window: GeoTIFF, VRT, a remote COG, and whatever else it knows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.apply.scenes.asked import Pixels, Reading, Valid, is_remote, stamp
from convscope.apply.scenes.gdal import CACHE, cause, failures, gdal
from convscope.apply.scenes.place import place_of
from convscope.apply.scenes.words import WORDS
from convscope.errors import BrokenPicture, ConvscopeError
from convscope.picture import levels
from convscope.saying import Said

MOST_CACHE = 1 << 30  # for scenes in strips, of which a row of tiles is needed at once


class RasterScene:
    """An open raster as a `Scene`.

    Raises `BrokenPicture` for what cannot be read, `ConvscopeError` for bands and numbers that must be said.
    """

    def __init__(self, asked: Reading) -> None:
        import rasterio

        self.path = asked.path
        self._remote, self._cache = is_remote(asked.path), CACHE
        with told(self.path), gdal(remote=self._remote):
            self._file = rasterio.open(asked.path)
        self.height, self.width = self._file.height, self._file.width
        self._dtype = np.dtype(self._file.dtypes[0]) if self._file.count else np.dtype("uint8")
        self._bands, self._colours = _bands(self._file, asked)
        self.place = place_of(self._file)
        self._values = _values(self._file, self._dtype, asked)
        scales = [(self._file.scales[band - 1], self._file.offsets[band - 1]) for band in self._bands]
        scaled = self._dtype != np.uint8 and any(scale != (1.0, 0.0) for scale in scales)
        self._scales = np.array(scales, dtype=np.float32) if scaled else None
        self._all_valid = self._dtype.kind != "f" and all(
            [flag.name for flag in flags] == ["all_valid"] for flags in self._file.mask_flag_enums
        )
        self._stamp = self.stamp()
        self.notes = (*self.place.notes(), *self._notes())
        if not self._tiled():
            row = 1024 * self.width * self._dtype.itemsize * len(self._bands)
            self._cache = min(max(CACHE, row), MOST_CACHE)

    def read(self, rows: slice, columns: slice, size: tuple[int, int] | None = None) -> tuple[Pixels, Valid | None]:
        """Give a window's pixels as they enter a network, and which of them have data."""
        from rasterio.windows import Window

        window = Window.from_slices((rows.start, rows.stop), (columns.start, columns.stop))
        where = f"rows {rows.start} to {rows.stop}, columns {columns.start} to {columns.stop}"
        with told(self.path, where), gdal(remote=self._remote, cache=self._cache):
            shape = None if size is None else (len(self._bands), *size)
            numbers = self._file.read(self._bands, window=window, out_shape=shape)
            valid = None if self._all_valid else self._file.dataset_mask(window=window, out_shape=size) != 0
        if self._dtype.kind == "f":
            finite = np.isfinite(numbers).all(0)
            valid = finite if valid is None else valid & finite
        if valid is not None and valid.all():
            valid = None
        return self._pixels(numbers, valid), valid

    def stamp(self) -> str:
        """Say by which another scene, or the same one changed, is told apart."""
        return stamp(self.path, self.height, self.width, self._dtype, self._bands)

    def unchanged(self) -> None:
        """Say so where the file is no more the one that was opened."""
        if is_remote(self.path):
            return
        if not Path(self.path).is_file() or self.stamp() != self._stamp:
            raise BrokenPicture(
                f"{self.path} was changed, or cut, while it was read", fix="let nothing write to it, and begin again"
            )

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _pixels(self, numbers: npt.NDArray[Any], valid: Valid | None) -> Pixels:
        if self._colours is not None:
            pixels: Pixels = self._colours[numbers[0]]
        else:
            if self._scales is not None:
                numbers = numbers * self._scales[:, :1, None] + self._scales[:, 1:, None]
            if self._values is not None:
                numbers = levels(numbers, self._values)
            pixels = np.ascontiguousarray(numbers.transpose(1, 2, 0))
        if valid is not None:
            pixels[~valid] = 0
        return pixels

    def _notes(self) -> Iterator[Said]:
        if self._scales is not None:
            yield WORDS.say("scaled")
        if self._dtype.kind == "f":
            yield WORDS.say("not_finite")
        if self._colours is not None:
            yield WORDS.say("colour_table")
        if not self._tiled():
            yield WORDS.say("strips", megabytes=self._strip() / 1e6)

    def _tiled(self) -> bool:
        height, width = self._file.block_shapes[0]
        return bool(width < self.width or self.width <= 1024 or height >= self.height)

    def _strip(self) -> int:
        height, width = self._file.block_shapes[0]
        return int(height * width * self._dtype.itemsize * len(self._bands))


@contextmanager
def told(path: str, where: str = "") -> Iterator[None]:
    """Say in a sentence what GDAL could not read, and where."""
    try:
        yield
    except failures() as error:
        if where:
            raise BrokenPicture(
                f"{path} cannot be read at {where}: {cause(error)}",
                fix="the file is damaged or was cut: fetch or export it again",
            ) from error
        raise BrokenPicture(
            f"{path} is no scene that can be read: {cause(error)}", fix="give a raster that GDAL knows"
        ) from error
    except OSError as error:
        raise BrokenPicture(f"{path} cannot be read: {os.strerror(error.errno or 0)}") from error


def _bands(file: Any, asked: Reading) -> tuple[list[int], Pixels | None]:
    """Choose the bands that enter, and the colours of a colour table where they do."""
    if not file.count:
        inside = ", ".join(file.subdatasets[:3])
        raise ConvscopeError(
            f"{asked.path} holds no bands itself", fix=f"name one of its parts: {inside}" if inside else "give a raster"
        )
    if file.dtypes[0].startswith("complex"):
        raise ConvscopeError(f"{asked.path} holds complex numbers", fix="give their magnitude")
    if asked.bands is not None:
        beyond = [band for band in asked.bands if not 1 <= band <= file.count]
        if beyond:
            raise ConvscopeError(
                f"--bands {','.join(map(str, asked.bands))} came, {asked.path} has {file.count}",
                fix="they count from 1",
            )
        if len(asked.bands) != asked.channels:
            raise ConvscopeError(
                f"{len(asked.bands)} bands were chosen, the network takes {asked.channels}", fix="name one a channel"
            )
        return list(asked.bands), None
    seen = [number for number, meaning in enumerate(file.colorinterp, 1) if meaning.name != "alpha"]
    if len(seen) == 1 and asked.channels == 3 and file.colorinterp[seen[0] - 1].name == "palette":
        table = np.zeros((256, 3), dtype=np.uint8)
        for value, colour in file.colormap(seen[0]).items():
            table[value] = colour[:3]
        return seen, table
    if len(seen) != asked.channels:
        example = ",".join(["1"] * asked.channels if len(seen) == 1 else map(str, range(1, asked.channels + 1)))
        raise ConvscopeError(
            f"{asked.path} has {len(seen)} bands, the network takes {asked.channels}",
            fix=f"say which, in the order of its training, as in --bands {example}",
        )
    return seen, None


def _values(file: Any, dtype: np.dtype[Any], asked: Reading) -> tuple[float, float] | None:
    """Find the numbers that become 0 and 255; None for bytes that stand for themselves."""
    if asked.values is not None:
        return asked.values
    trained = None if asked.trained == (0.0, 255.0) else asked.trained
    if dtype != np.uint8 and trained is not None:
        return trained
    if dtype == np.uint8 and trained is None:
        return None
    holds = f"{asked.path} holds {dtype}"
    if trained is not None:
        raise ConvscopeError(
            f"{holds}, the network was trained where {trained[0]:g} is black and {trained[1]:g} white",
            fix="say which they are here, as in --range 0,255",
        )
    raise ConvscopeError(
        f"{holds}, and which numbers are black and white is not known",
        fix=f"say it as in training: --range LOW,HIGH{_seen(file)}",
    )


def _seen(file: Any) -> str:
    """Say between which numbers most pixels of a small copy lie."""
    shape = (min(file.height, 256), min(file.width, 256))
    try:
        numbers = np.ma.filled(file.read(1, out_shape=shape, masked=True).astype(np.float64), np.nan)
    except failures():
        return ""
    numbers = numbers[np.isfinite(numbers)]
    if not numbers.size:
        return ""
    low, high = np.percentile(numbers, (2, 98))
    return f" (96 % of band 1 lie within {low:.4g} and {high:.4g})"
