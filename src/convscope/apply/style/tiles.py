"""Windows of a picture that cover it: each with the pixels that count there, and the margin read beyond them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

import torch.nn.functional as F
from torch import Tensor

from convscope.apply.style.features import Features, Reading


@dataclass(frozen=True)
class Span:
    """One axis of a tile: pixels ``first`` to ``last`` count, ``start`` to ``end`` are read; the ends are beyond."""

    first: int
    last: int
    start: int
    end: int

    def units(self, stride: int) -> tuple[int, int, int]:
        """Of a map: which units count, from and to, and the number in the whole of the first that is read."""
        return self.first // stride, ceil(self.last / stride), self.start // stride


@dataclass(frozen=True)
class Tile:
    """A window of a picture whose sides were made to divide by the network's step."""

    rows: Span
    columns: Span

    def cut(self, whole_1CHW: Tensor) -> Tensor:
        """Take the pixels that are read."""
        return whole_1CHW[:, :, self.rows.start : self.rows.end, self.columns.start : self.columns.end]

    def counted(self, map_1CHW: Tensor, reading: Reading) -> Tensor:
        """Take of a tile's map the units that count, (C, rows, columns)."""
        top, bottom, above = self.rows.units(reading.stride[0])
        left, right, before = self.columns.units(reading.stride[1])
        return map_1CHW[0, :, top - above : bottom - above, left - before : right - before]

    def of(self, whole_HW: Tensor, reading: Reading) -> Tensor:
        """Take of a whole map, (…, rows, columns), the units that count here."""
        top, bottom, _ = self.rows.units(reading.stride[0])
        left, right, _ = self.columns.units(reading.stride[1])
        return whole_HW[..., top:bottom, left:right]


def tiles(features: Features, size: tuple[int, int], side: int) -> list[Tile]:
    """Cut a picture of ``size``, (height, width), into tiles of about ``side`` pixels, exact by their margins.

    A ``side`` of 0 is one tile.
    """
    above, below, left, right = features.margin
    rows = list(_spans(size[0], side, features.step[0], above, below))
    columns = list(_spans(size[1], side, features.step[1], left, right))
    return [Tile(row, column) for row in rows for column in columns]


def _spans(length: int, side: int, step: int, before: int, after: int) -> Iterator[Span]:
    whole = ceil(length / step) * step
    side = whole if side <= 0 or whole <= side else max(step, side // step * step)
    for first in range(0, whole, side):
        last = min(first + side, whole)
        yield Span(first, min(last, length), max(first - before, 0), min(last + after, whole))


def extended(pixels_1CHW: Tensor, step: tuple[int, int]) -> Tensor:
    """Repeat the last row and column until both sides divide by the step: whatever the network pads, it pads there."""
    height, width = pixels_1CHW.shape[2:]
    more = (0, -width % step[1], 0, -height % step[0])
    return F.pad(pixels_1CHW, more, mode="replicate") if any(more) else pixels_1CHW
