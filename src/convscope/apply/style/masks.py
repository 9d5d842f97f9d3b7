"""Where each style is: the greys of a picture, or its small numbers, as weights of regions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from convscope.errors import ConvscopeError
from convscope.picture import read

ASPECT = 0.02  # how far the sides' ratio may be from the content's


def read_regions(path: str | Path, names: Sequence[str], size: tuple[int, int]) -> Tensor:
    """Read a mask for a content of ``size``, (height, width): weights of the styles' regions, (styles, H, W), 0 … 1.

    Black is the first style, white the last, the others lie evenly between; a grey on the way mixes its neighbours. Of
    one style white is where it is. Raises `BrokenPicture`, and `ConvscopeError` for a mask of another shape, or one
    that has nothing of a style.
    """
    picture = read(path)
    grey = torch.from_numpy(picture.astype(np.float32)).mean(2) / 255
    height, width = grey.shape
    if abs(width * size[0] / (height * size[1]) - 1) > ASPECT:
        raise ConvscopeError(
            f"a mask of {width} × {height} came, the content is {size[1]} × {size[0]}", fix="give one of its shape"
        )
    count = len(names)
    if count == 1:
        regions = grey[None]
    else:
        centres = torch.arange(count, dtype=torch.float32)[:, None, None]
        regions = (1 - (grey * (count - 1) - centres).abs()).clamp(min=0)
    for name, region in zip(names, regions, strict=True):
        if float(region.max()) < 0.5:
            where = "is black" if count == 1 else f"has nothing for {name}"
            raise ConvscopeError(f"the mask {path} {where}", fix="black is the first style, white the last")
    return regions


def resized(regions_RHW: Tensor, size: tuple[int, int]) -> Tensor:
    """Bring regions to a picture's size."""
    if tuple(regions_RHW.shape[1:]) == size:
        return regions_RHW
    return F.interpolate(regions_RHW[None], size=size, mode="bilinear", antialias=True, align_corners=False)[0]
