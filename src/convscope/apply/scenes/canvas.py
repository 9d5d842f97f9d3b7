"""A raster that is being made: plain numbers in a file, written rectangle by rectangle, by one process or several."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

TYPES = {"uint8": 1, "uint16": 12}  # ENVI's numbers for them


@dataclass(frozen=True)
class Canvas:
    """Bands of ``height`` × ``width`` numbers, one after the other, in ``path``; GDAL reads it as ENVI's format."""

    path: Path
    bands: int
    height: int
    width: int
    dtype: str

    def make(self) -> None:
        """Make the file, empty where nothing was written yet."""
        with self.path.open("ab") as file:
            file.truncate(self.bands * self.height * self.width * np.dtype(self.dtype).itemsize)
        self.path.with_suffix(".hdr").write_text(
            f"ENVI\nsamples = {self.width}\nlines = {self.height}\nbands = {self.bands}\nheader offset = 0\n"
            f"file type = ENVI Standard\ndata type = {TYPES[self.dtype]}\ninterleave = bsq\nbyte order = 0\n",
            encoding="ascii",
        )

    def open(self) -> BinaryIO:
        """Open it for writing, with nothing held back."""
        return self.path.open("r+b", buffering=0)

    def write(self, file: BinaryIO, rows: slice, columns: slice, numbers: npt.NDArray[Any]) -> None:
        """Write (bands, height, width) numbers to a rectangle."""
        item = np.dtype(self.dtype).newbyteorder("<")
        numbers = np.ascontiguousarray(numbers, dtype=item)
        whole = columns.start == 0 and columns.stop == self.width
        for band in range(self.bands):
            for row in range(rows.start, rows.stop, rows.stop - rows.start if whole else 1):
                last = rows.stop if whole else row + 1
                _write(
                    file,
                    ((band * self.height + row) * self.width + columns.start) * item.itemsize,
                    memoryview(numbers[band, row - rows.start : last - rows.start].reshape(-1).view(np.uint8)),  # type: ignore[arg-type]
                )

    def rows(self, file: BinaryIO, rows: slice) -> npt.NDArray[Any]:
        """Read whole rows again, (bands, height, width)."""
        item = np.dtype(self.dtype).newbyteorder("<")
        count = (rows.stop - rows.start) * self.width
        bands = []
        for band in range(self.bands):
            file.seek((band * self.height + rows.start) * self.width * item.itemsize)
            bands.append(np.frombuffer(file.read(count * item.itemsize), dtype=item).reshape(-1, self.width))
        return np.stack(bands)

    def mapped(self, mode: Any = "r") -> npt.NDArray[Any]:
        """See it as an array, (bands, height, width), without reading it."""
        return np.memmap(self.path, dtype=self.dtype, mode=mode, shape=(self.bands, self.height, self.width))


def _write(file: BinaryIO, place: int, content: memoryview) -> None:
    file.seek(place)
    while content:  # a disk that fills takes a part, and says why at the next
        content = content[file.write(content) :]
