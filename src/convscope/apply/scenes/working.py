"""Go through the pieces of a scene: read one ahead, run the network, write."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from convscope.apply.scenes.asked import Pixels, Scene, Valid
from convscope.apply.scenes.canvas import Canvas
from convscope.apply.scenes.meaning import TOP, Meaning
from convscope.apply.scenes.units import Rectangle, Units
from convscope.model import Model
from convscope.runs.durable import told

Ran = tuple[npt.NDArray[np.integer], npt.NDArray[np.uint8] | None]


@dataclass(frozen=True)
class Work:
    """What is done to each piece: by which units, meaning what, onto which canvases (the second of shares, or None)."""

    units: Units
    meaning: Meaning
    labels: Canvas
    shares: Canvas | None

    def answers(self, index: int) -> Rectangle:
        """Give what a piece answers for, without what was put on to the scene."""
        rows, columns = self.units.answers(index)
        bounds = self.labels.height, self.labels.width
        return slice(rows.start, min(rows.stop, bounds[0])), slice(columns.start, min(columns.stop, bounds[1]))


def padded_read(scene: Scene, rows: slice, columns: slice) -> tuple[Pixels, Valid | None]:
    """Read a window that may reach beyond the scene's end: its last row and column are repeated there."""
    inside = slice(rows.start, min(rows.stop, scene.height)), slice(columns.start, min(columns.stop, scene.width))
    pixels, valid = scene.read(*inside)
    down, across = rows.stop - inside[0].stop, columns.stop - inside[1].stop
    if down or across:
        pixels = np.pad(pixels, ((0, down), (0, across), (0, 0)), mode="edge")
        valid = None if valid is None else np.pad(valid, ((0, down), (0, across)))
    return pixels, valid


def work(model: Model, scene: Scene, asked: Work, indexes: Iterator[int]) -> Iterator[int]:
    """Do pieces as their numbers come; give each number once it is written.

    Reading goes on one piece ahead in a thread of its own, and so does writing one behind; what is in memory is three
    pieces, whatever the size of the scene.
    """
    with ThreadPoolExecutor(1, "reading") as reader, ThreadPoolExecutor(1, "writing") as writer:
        ahead: list[tuple[int, Future[tuple[Pixels, Valid | None]]]] = []
        behind: list[Future[int]] = []
        with Files(asked) as files:

            def more() -> None:
                index = next(indexes, None)
                if index is not None:
                    ahead.append((index, reader.submit(padded_read, scene, *asked.units.reads(index))))

            more()
            while ahead:
                index, read = ahead.pop()
                pixels, valid = read.result()
                more()
                found = answered(model, asked, index, pixels, valid)
                if behind:
                    yield behind.pop().result()
                behind.append(writer.submit(files.write, index, found))
            if behind:
                yield behind.pop().result()


def answered(model: Model, asked: Work, index: int, pixels: Pixels, valid: Valid | None) -> Ran:
    """Run one piece; give its labels (height, width) and shares (classes, height, width) as they are written."""
    meaning, units = asked.meaning, asked.units
    rows, columns = asked.answers(index)
    if valid is not None:
        read = units.reads(index)
        valid = valid[
            rows.start - read[0].start : rows.stop - read[0].start,
            columns.start - read[1].start : columns.stop - read[1].start,
        ]
    size = (rows.stop - rows.start, columns.stop - columns.start)
    if valid is not None and not valid.any():  # nothing to answer for: the network need not run
        labels = np.full(size, meaning.nodata, dtype=asked.labels.dtype)
        return labels, None if asked.shares is None else np.full((meaning.classes, *size), 255, dtype=np.uint8)
    with torch.inference_mode():
        maps = units.run(model.module, index, model.enter(pixels[None]))[:, :, : size[0], : size[1]]
        labels = meaning.labels(maps)[0].cpu().numpy().astype(asked.labels.dtype)
        shares = None
        if asked.shares is not None:
            shares = (meaning.shares(maps.float())[0] * TOP).round().clamp(0, TOP).to(torch.uint8).cpu().numpy()
    if valid is not None:
        labels[~valid] = meaning.nodata
        if shares is not None:
            shares[:, ~valid] = 255
    return labels, shares


class Files:
    """The canvases, open for writing."""

    def __init__(self, asked: Work) -> None:
        self._asked = asked

    def __enter__(self) -> Files:
        asked = self._asked
        with told(asked.labels.path):
            self._labels = asked.labels.open()
            self._shares = None if asked.shares is None else asked.shares.open()
        return self

    def write(self, index: int, found: Ran) -> int:
        """Write what a piece gave; give its number."""
        asked = self._asked
        rows, columns = asked.answers(index)
        with told(asked.labels.path):
            asked.labels.write(self._labels, rows, columns, found[0][None])
            if asked.shares is not None and self._shares is not None and found[1] is not None:
                asked.shares.write(self._shares, rows, columns, found[1])
        return index

    def __exit__(self, *_: object) -> None:
        self._labels.close()
        if self._shares is not None:
            self._shares.close()
