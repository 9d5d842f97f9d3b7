"""Claim 6 measured: a network over a picture in tiles, with too little margin and with enough."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from convscope.apply import plan
from convscope.lab.embedded import coarser, png
from convscope.lab.lessons.photograph import photograph
from convscope.picture import Picture

TILE = 64
CLASSES = 5
MOST_LONG = 320  # pixels of the longer side
WRONG = (196, 38, 46)


def seam_margin() -> int:
    """Give the margin that follows from the lesson's network: what its units read beyond their own place.

    >>> seam_margin()
    7
    """
    return _margin()


def seam_tile() -> int:
    """Count the pixels along a side of a tile."""
    return TILE


def seam_labels(margin: int) -> str:
    """Say how many of the photograph's labels differ from those of the whole, in tiles with this margin."""
    return f"{_wrong(margin):,}"


def seams(picture_HWC: Picture, margin: int) -> dict[str, Any]:
    """Give a picture with the labels that differ in red, and their number; ``needed`` is the plan's margin."""
    pixels = coarser(picture_HWC, MOST_LONG)
    whole, tiled = _both(pixels, margin)
    wrong = whole != tiled
    shown = np.repeat(pixels.mean(-1, keepdims=True).round().astype(np.uint8), 3, axis=2)
    shown[wrong] = WRONG
    height, width = wrong.shape
    return {
        "png": png(shown), "height": height, "width": width, "margin": margin, "needed": seam_margin(), "tile": TILE,
        "wrong": int(wrong.sum()), "of": wrong.size, "read": _read(height, width, margin) / wrong.size,
    }  # fmt: skip


@cache
def _margin() -> int:
    return plan(_network(), (3, 4 * TILE, 4 * TILE), tile=TILE).margin[0][0]


@cache
def _wrong(margin: int) -> int:
    whole, tiled = _both(coarser(photograph(), MOST_LONG), margin)
    return int((whole != tiled).sum())


def _both(pixels: Picture, margin: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    net = _network()
    if pixels.shape[2] == 1:
        pixels = np.repeat(pixels, 3, axis=2)
    images = torch.from_numpy(np.ascontiguousarray(pixels)).permute(2, 0, 1)[None].float() / 255
    height, width = pixels.shape[:2]
    with torch.inference_mode():
        maps: Tensor = net(images)
        level = maps.mean((2, 3), keepdim=True)  # so that every class is somewhere
        tiled = torch.zeros((height, width), dtype=torch.long)
        for rows, columns in _cuts(height, width):
            read = [
                slice(max(0, one.start - margin), min(most, one.stop + margin))
                for one, most in zip((rows, columns), (height, width), strict=True)
            ]
            part = net(images[:, :, *read]) - level
            kept = [
                slice(one.start - full.start, one.stop - full.start)
                for one, full in zip((rows, columns), read, strict=True)
            ]
            tiled[rows, columns] = part[:, :, *kept].argmax(1)[0]
        return (maps - level).argmax(1)[0].numpy(), tiled.numpy()


def _cuts(height: int, width: int) -> list[tuple[slice, slice]]:
    return [
        (slice(row, min(row + TILE, height)), slice(column, min(column + TILE, width)))
        for row in range(0, height, TILE)
        for column in range(0, width, TILE)
    ]


def _read(height: int, width: int, margin: int) -> int:
    """Count the pixels that go through the network."""

    def along(cut: slice, most: int) -> int:
        start, stop = max(0, int(cut.start) - margin), min(most, int(cut.stop) + margin)
        return stop - start

    return sum(along(rows, height) * along(columns, width) for rows, columns in _cuts(height, width))


@cache
def _network() -> nn.Sequential:
    """Build three convolutions, the second one dilated, with weights of seed 0."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return nn.Sequential(
            nn.Conv2d(3, 8, 5, padding=2), nn.ReLU(),
            nn.Conv2d(8, 8, 5, padding=4, dilation=2), nn.ReLU(),
            nn.Conv2d(8, CLASSES, 3, padding=1),
        ).eval()  # fmt: skip
