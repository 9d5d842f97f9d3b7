"""Augmentation, batched on the device: each picture of a batch moves by its own amount."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import pi

import torch
import torch.nn.functional as F
from torch import Tensor


@dataclass(frozen=True)
class Augmentation:
    """How far a training picture may be moved: uniformly up to ± each amount.

    ``flip`` is the share of pictures that are mirrored left to right. ``shift`` is in shares of the picture's side,
    ``rotate`` in degrees, ``zoom`` in shares of its size, ``shear`` as the tangent of the slant.
    """

    flip: float = 0.0
    shift: float = 0.0
    rotate: float = 0.0
    zoom: float = 0.0
    shear: float = 0.0

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Name the amounts."""
        return tuple(field.name for field in fields(cls))

    @property
    def any(self) -> bool:
        """Whether anything moves at all."""
        return bool(self.flip or self.affine)

    @property
    def affine(self) -> bool:
        """Whether more than mirroring is asked for."""
        return bool(self.shift or self.rotate or self.zoom or self.shear)


def augment(images_NCHW: Tensor, how: Augmentation, generator: torch.Generator) -> Tensor:
    """Mirror pictures, and move each by an affine map of its own, bilinear, the border's pixels repeated beyond it.

    ``images_NCHW`` is float; the result has its shape. The grid is `torch.nn.functional.affine_grid`'s, whose
    coordinates run from -1 to 1 over the picture, so that angles need its aspect ratio.
    """
    if how.flip:
        mirrored = torch.rand(len(images_NCHW), generator=generator).to(images_NCHW.device) < how.flip
        images_NCHW = torch.where(mirrored[:, None, None, None], images_NCHW.flip(3), images_NCHW)
    if not how.affine:
        return images_NCHW
    count, device = len(images_NCHW), images_NCHW.device
    uniform = torch.rand((6, count), generator=generator).to(device) * 2 - 1
    angle = uniform[0] * (how.rotate * pi / 180)
    zoom_y, zoom_x = 1 + uniform[1] * how.zoom, 1 + uniform[2] * how.zoom
    shear = uniform[3] * how.shear
    cosine, sine = torch.cos(angle), torch.sin(angle)
    aspect = images_NCHW.shape[2] / images_NCHW.shape[3]
    matrix = torch.empty((count, 2, 3), device=device, dtype=images_NCHW.dtype)
    matrix[:, 0, 0], matrix[:, 0, 1] = cosine * zoom_x, (-sine * zoom_y + shear) * aspect
    matrix[:, 1, 0], matrix[:, 1, 1] = sine * zoom_x / aspect, cosine * zoom_y
    matrix[:, 0, 2], matrix[:, 1, 2] = uniform[4] * 2 * how.shift, uniform[5] * 2 * how.shift
    grid = F.affine_grid(matrix, list(images_NCHW.shape), align_corners=False)
    return F.grid_sample(images_NCHW, grid, mode="bilinear", padding_mode="border", align_corners=False)
