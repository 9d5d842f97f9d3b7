"""A view: numbers as tiles, with the picture they belong to, their range, their colours and how to read them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.draw.colours import Colours, Legend, coloured, range_of
from convscope.draw.writing import write_whole
from convscope.errors import ConvscopeError

FORMATS = (".png", ".svg", ".npz")


@dataclass(frozen=True)
class View:
    """Tiles of numbers, one or many: (tiles, height, width), or (tiles, height, width, 3) for colour in 0 … 1.

    ``method`` says how the numbers were made and ``layer`` where; ``sentence`` tells how to read them; ``captions`` has
    one line a tile, or none, or, of one square tile, the name of each row and column; ``hidden`` counts tiles there was
    no room for. ``picture`` is what they were made from; ``columns`` says how many tiles belong in a row, where that
    has a meaning; ``limits`` fixes the range, so that several views can be compared on one scale.
    """

    array: npt.NDArray[Any]
    method: str
    layer: str
    sentence: str
    legend: Legend
    captions: tuple[str, ...] = ()
    picture: npt.NDArray[np.uint8] | None = None
    hidden: int = 0
    columns: int | None = None
    limits: tuple[float, float] | None = None

    def __repr__(self) -> str:
        """Say what it shows, not its numbers."""
        of = f" of {self.layer}" if self.layer else ""
        return (
            f"<View: {self.method}{of}, {len(self.array)} tile{'' if len(self.array) == 1 else 's'}: {self.sentence}>"
        )

    @cached_property
    def range(self) -> tuple[float, float]:
        """Lowest and highest number the legend covers."""
        return self.limits or range_of(self.array, self.legend)

    def tiles(self) -> Colours:
        """Colour every tile: (tiles, height, width, 3) uint8."""
        return coloured(self.array, self.legend, *self.range)

    def save(self, path: str | Path) -> Path:
        """Write ``.png`` or ``.svg`` (tiles, captions, legend and sentence) or ``.npz`` (the numbers)."""
        path = Path(path)
        kind = path.suffix.lower()
        if kind not in FORMATS:
            raise ConvscopeError(f"a view cannot be saved as {path.name!r}", fix=f"end it in {', '.join(FORMATS)}")
        content = self._numbers() if kind == ".npz" else self._drawn(kind[1:])
        return write_whole(path, content)

    def _numbers(self) -> bytes:
        buffer = io.BytesIO()
        arrays: dict[str, Any] = {"array": self.array, "range": np.asarray(self.range), "captions": list(self.captions)}
        arrays |= {"method": self.method, "layer": self.layer, "sentence": self.sentence}
        if self.picture is not None:
            arrays["picture"] = self.picture
        np.savez_compressed(buffer, **arrays)
        return buffer.getvalue()

    def _drawn(self, kind: str) -> bytes:
        from convscope.draw.figures import figure_bytes

        return figure_bytes(self, kind)

    def _repr_png_(self) -> bytes:
        """Show itself in a notebook."""
        return self._drawn("png")
