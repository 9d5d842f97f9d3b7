"""Augmentation, batched on the device: each picture of a batch moves by its own amount."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import pi

import torch
import torch.nn.functional as F
from torch import Tensor

from convscope.data.chance import Chance, evenly
from convscope.data.colours import jitter_colours
from convscope.data.crops import Border, Sampling, crop_resized, crop_shifted, cut_out, rescale
from convscope.data.flips import flip_some
from convscope.picture import InputContract
from convscope.picture.masks import IGNORED


@dataclass(frozen=True)
class Augmentation:
    """How a training picture may be changed, each by amounts of its own, drawn evenly.

    ``flip`` is the share of pictures that are mirrored left to right. Up to ± each amount: ``shift`` in shares of the
    picture's side, ``rotate`` in degrees, ``zoom`` in shares of its size, ``shear`` as the tangent of the slant;
    ``brightness``, ``contrast``, ``saturation`` as factors around 1. ``crop`` shifts by whole pixels, with
    ``crop_border`` coming in; ``resized_crop`` is the least share of the area that a crop has; ``cutout`` the side of a
    square in pixels. ``scale`` enlarges or reduces by up to a factor, see `rescale`. 0 is none of it.
    """

    flip: float = 0.0
    shift: float = 0.0
    rotate: float = 0.0
    zoom: float = 0.0
    shear: float = 0.0
    resized_crop: float = 0.0
    crop: int = 0
    crop_border: Border = "reflect"
    cutout: int = 0
    scale: float = 0.0
    brightness: float = 0.0
    contrast: float = 0.0
    saturation: float = 0.0

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Name the amounts."""
        return tuple(field.name for field in fields(cls))

    @property
    def affine(self) -> bool:
        """Whether pictures are shifted, turned, zoomed or slanted."""
        return bool(self.shift or self.rotate or self.zoom or self.shear)

    @property
    def coloured(self) -> bool:
        """Whether their colours are changed."""
        return bool(self.brightness or self.contrast or self.saturation)


def augment(images_NCHW: Tensor, how: Augmentation, generator: Chance, contract: InputContract | None = None) -> Tensor:
    """Change each picture of a batch: scale, resized crop, flip, affine map, crop, colours, cutout, in this order.

    ``images_NCHW`` is float, as it enters the network; the result has its shape. ``contract`` says how it was scaled,
    so that colours are changed as they are seen; without it pixels are taken to be 0 … 1. ``generator`` may be that of
    the `Rows` of a larger batch.
    """
    images_NCHW = _placed(images_NCHW, how, generator, "bilinear")
    return _repainted(images_NCHW, how, generator, contract)


def augment_both(
    images_NCHW: Tensor,
    masks_NHW: Tensor,
    how: Augmentation,
    generator: Chance,
    contract: InputContract | None = None,
) -> tuple[Tensor, Tensor]:
    """Change pictures as `augment` does, and let their pixels' class numbers move with them.

    A mask's pixel is the nearest one's; what comes in from outside says nothing, 255, unless it is the picture's own
    reflection. A square that is cut out keeps its classes.
    """
    state = generator.get_state()
    images_NCHW = _placed(images_NCHW, how, generator, "bilinear")
    after = generator.get_state()
    generator.set_state(state)  # the same amounts once more
    moved = _placed((masks_NHW + 1)[:, None].to(torch.float32), how, generator, "nearest")  # 0 is what comes in
    generator.set_state(after)
    masks_NHW = moved[:, 0].to(torch.int64) - 1
    masks_NHW = torch.where(masks_NHW < 0, IGNORED, masks_NHW)
    return _repainted(images_NCHW, how, generator, contract), masks_NHW


def _placed(images_NCHW: Tensor, how: Augmentation, generator: Chance, method: Sampling) -> Tensor:
    """Do what moves pixels; all of it is drawn before it is known what is moved."""
    if how.scale:
        images_NCHW = rescale(images_NCHW, how.scale, generator, method)
    if how.resized_crop:
        images_NCHW = crop_resized(images_NCHW, how.resized_crop, generator, method)
    if how.flip:
        images_NCHW = flip_some(images_NCHW, how.flip, generator)
    if how.affine:
        images_NCHW = _moved(images_NCHW, how, generator, method)
    if how.crop:
        images_NCHW = crop_shifted(images_NCHW, how.crop, how.crop_border, generator)
    return images_NCHW


def _repainted(images_NCHW: Tensor, how: Augmentation, generator: Chance, contract: InputContract | None) -> Tensor:
    """Do what changes pixels where they are."""
    if how.coloured:
        images_NCHW = _coloured(images_NCHW, how, generator, contract)
    if how.cutout:
        images_NCHW = cut_out(images_NCHW, how.cutout, generator)
    return images_NCHW


def _coloured(images_NCHW: Tensor, how: Augmentation, generator: Chance, contract: InputContract | None) -> Tensor:
    """Undo the scaling, change the colours, scale again."""
    mean = images_NCHW.new_tensor(contract.mean if contract else 0.0).view(-1, 1, 1)
    std = images_NCHW.new_tensor(contract.std if contract else 1.0).view(-1, 1, 1)
    changed = jitter_colours(
        (images_NCHW * std).add_(mean),
        brightness=how.brightness,
        contrast=how.contrast,
        saturation=how.saturation,
        generator=generator,
    )
    return changed.sub_(mean).div_(std)


def _moved(images_NCHW: Tensor, how: Augmentation, generator: Chance, method: Sampling) -> Tensor:
    """Move each picture by an affine map of its own, bilinear, the border's pixels repeated beyond it.

    The grid is `torch.nn.functional.affine_grid`'s, whose coordinates run from -1 to 1 over the picture, so that angles
    need its aspect ratio.
    """
    count, device = len(images_NCHW), images_NCHW.device
    uniform = evenly(6, count, generator).to(device) * 2 - 1
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
    beyond = "border" if method == "bilinear" else "zeros"
    return F.grid_sample(images_NCHW, grid, mode=method, padding_mode=beyond, align_corners=False)
