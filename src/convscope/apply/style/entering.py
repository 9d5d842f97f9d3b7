"""Pictures as they enter: read, in colour, and at the sizes at which they are painted."""

from __future__ import annotations

from math import sqrt
from pathlib import Path

import numpy as np
import torch.nn.functional as F
from torch import Tensor

from convscope.errors import ConvscopeError
from convscope.model import wrapped
from convscope.picture import Picture, read

LEAST = 16  # pixels a side
COARSEST = 96  # the longer side of the first scale, at least


def entered(picture: str | Path | Picture, name: str) -> Tensor:
    """Read a picture to numbers in 0 … 1, (1, 3, H, W); grey becomes colour.

    Raises `BrokenPicture`, and `ConvscopeError` for bands that are no colours, and for fewer than 16 pixels a side.
    """
    pixels = read(picture) if isinstance(picture, str | Path) else np.asarray(picture)
    name = str(picture) if isinstance(picture, str | Path) else name
    if pixels.ndim == 2:
        pixels = pixels[..., None]
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] not in (1, 3):
        bands = f"{pixels.shape[2]} bands" if pixels.ndim == 3 else f"{pixels.ndim} axes"
        raise ConvscopeError(f"{name} has {bands} of {pixels.dtype}", fix="give a picture in colour or in grey")
    height, width = pixels.shape[:2]
    if min(height, width) < LEAST:
        raise ConvscopeError(
            f"{name} is {width} × {height} pixels: too few to have a style or to show one",
            fix=f"give at least {LEAST} a side",
        )
    numbers = wrapped(np.ascontiguousarray(pixels)).permute(2, 0, 1)[None].float() / 255
    return numbers.expand(-1, 3, -1, -1).contiguous()


def scales(scene: Tensor, size: int, name: str) -> list[tuple[int, int]]:
    """Give the sizes at which a scene is painted, coarse to fine, each twice the one before; the last one's longer
    side is ``size``.

    >>> import torch
    >>> scales(torch.zeros(1, 3, 300, 400), 400, "a")
    [(75, 100), (150, 200), (300, 400)]
    """
    height, width = scene.shape[2:]
    found: list[tuple[int, int]] = []
    side = float(size)
    while not found or (side >= COARSEST and side * min(height, width) / max(height, width) >= LEAST):
        share = side / max(height, width)
        found.insert(0, (max(1, round(height * share)), max(1, round(width * share))))
        side /= 2
    if min(found[-1]) < LEAST:
        raise ConvscopeError(
            f"{name} is so thin that {found[-1][1]} × {found[-1][0]} pixels are left of it at size {size}",
            fix=f"cut it, or give a size with at least {LEAST} of its shorter side",
        )
    return found


def style_size(picture: Tensor, size: tuple[int, int], share: float) -> tuple[int, int]:
    """Give the size at which a style is seen: as many pixels as the content's times ``share`` squared, not enlarged."""
    height, width = picture.shape[2:]
    scale = min(1.0, share * sqrt(size[0] * size[1] / (height * width)))
    scale = max(scale, LEAST / min(height, width))
    return max(LEAST, round(height * scale)), max(LEAST, round(width * scale))


def fitted(pixels_1CHW: Tensor, size: tuple[int, int]) -> Tensor:
    """Bring a picture to a size, each pixel the mean of what it covers."""
    if tuple(pixels_1CHW.shape[2:]) == size:
        return pixels_1CHW
    found = F.interpolate(pixels_1CHW, size=size, mode="bicubic", antialias=True, align_corners=False)
    return found.clamp(0, 1)
