"""Claim 41 measured: how much of where things are is left in a map at a stride, whatever the network before it."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F

from convscope.draw.class_colours import class_colours
from convscope.lab.embedded import coarser, png
from convscope.lab.lessons.photograph import photograph
from convscope.picture import Picture

CLASSES = 4
MOST_LONG = 640  # pixels of the longer side
SMOOTHED = 9  # pixels a side over which brightness is averaged first: things, not grains


def position_left(stride: int) -> str:
    """Give the mean IoU of the photograph's regions from a map at this stride that knows every cell, in per cent."""
    return f"{100 * _best(stride):.1f} %"


def position_regions() -> int:
    """Count the classes that the photograph is parted into."""
    return CLASSES


def positions(picture_HWC: Picture, stride: int) -> dict[str, Any]:
    """Give a picture's regions, and what is left of them in a map at ``stride`` that knows what is in every cell.

    The regions are four levels of brightness, as many pixels in each. Every cell of the map gets the true shares of the
    classes in it; they are enlarged bilinearly, as FCN-32s does, and the largest wins. Scores tuned to the enlargement
    would do a little better. Long, Shelhamer, Darrell 2015 measured the like on PASCAL VOC.
    """
    truth = regions(coarser(picture_HWC, MOST_LONG))
    found, iou = from_cells(truth, stride)
    colours = np.array(class_colours(CLASSES), dtype=np.uint8)
    height, width = truth.shape
    cells = -(-height // stride), -(-width // stride)
    return {
        "height": height, "width": width, "stride": stride, "cells": list(cells), "iou": iou,
        "wrong": float((found != truth).mean()), "truth": png(colours[truth]), "png": png(colours[found]),
    }  # fmt: skip


def regions(picture_HWC: Picture) -> npt.NDArray[np.int64]:
    """Part a picture by brightness into four classes of equal size, (height, width)."""
    grey = torch.from_numpy(picture_HWC.mean(-1, dtype=np.float32))[None, None]
    half = SMOOTHED // 2
    smooth = F.avg_pool2d(F.pad(grey, (half,) * 4, mode="replicate"), SMOOTHED, 1)[0, 0].numpy()
    bounds = np.quantile(smooth, np.arange(1, CLASSES) / CLASSES)
    found: npt.NDArray[np.int64] = np.digitize(smooth, bounds).astype(np.int64)
    return found


def from_cells(truth: npt.NDArray[np.int64], stride: int) -> tuple[npt.NDArray[np.int64], float]:
    """Give the answer of a map at a stride whose cells hold the true shares, enlarged, and its mean IoU."""
    height, width = truth.shape
    exact = F.one_hot(torch.from_numpy(truth), CLASSES).permute(2, 0, 1)[None].float()
    down, across = -height % stride, -width % stride
    cells = F.avg_pool2d(F.pad(exact, (0, across, 0, down), mode="replicate"), stride)
    large = F.interpolate(cells, scale_factor=stride, mode="bilinear", align_corners=False)
    found = large[0, :, :height, :width].argmax(0).numpy()
    scores = []
    for label in range(CLASSES):
        both, either = ((found == label) & (truth == label)).sum(), ((found == label) | (truth == label)).sum()
        if either:
            scores.append(both / either)
    return found, float(np.mean(scores))


@cache
def _best(stride: int) -> float:
    return from_cells(regions(coarser(photograph(), MOST_LONG)), stride)[1]
