"""Crops, each picture's at a place of its own: shifted, resized, or cut out."""

from __future__ import annotations

from math import log
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor

from convscope.data.chance import Chance, drawn, evenly
from convscope.errors import ConvscopeError

Border = Literal["reflect", "zero"]
Sampling = Literal["bilinear", "nearest"]


def crop_shifted(images_NCHW: Tensor, most: int, border: Border, generator: Chance) -> Tensor:
    """Shift each picture by whole pixels, up to ``most`` each way: a random crop of the picture padded by as much.

    What comes in at the border is the picture's own reflection (the outermost row itself not repeated), or 0, which
    after scaling is the mean colour. Raises `ConvscopeError` where the reflection would be longer than the picture.
    """
    count, _, height, width = images_NCHW.shape
    if border == "reflect" and most >= min(height, width):
        fix = f"--set crop={min(height, width) // 8}, or crop_border=zero"
        raise ConvscopeError(f"a crop of {most} pixels has no reflection in pictures of {height} × {width}", fix=fix)
    offsets = drawn(lambda whole, one: torch.randint(-most, most + 1, (2, whole), generator=one), count, generator).to(
        images_NCHW.device
    )
    rows, inside_rows = _within(offsets[0], height)
    columns, inside_columns = _within(offsets[1], width)
    flat = (rows[:, :, None] * width + columns[:, None, :]).flatten(1)
    cropped = images_NCHW.flatten(2).gather(2, flat[:, None].expand(-1, images_NCHW.shape[1], -1))
    cropped = cropped.view(images_NCHW.shape)
    if border == "zero":
        cropped = cropped * (inside_rows[:, :, None] & inside_columns[:, None, :])[:, None]
    return cropped


def crop_resized(images_NCHW: Tensor, least: float, generator: Chance, method: Sampling = "bilinear") -> Tensor:
    """Crop a window of ``least`` to all of the picture's area, 3:4 to 4:3 of its sides, and enlarge it to its size.

    Szegedy et al., arXiv 1409.4842; as torchvision's RandomResizedCrop: area drawn evenly, ratio evenly in its log,
    whole pixels, bilinear; but a window that would be longer than a side is cut to it rather than drawn again.
    """
    count, _, height, width = images_NCHW.shape
    random = evenly(4, count, generator)
    area = (least + random[0] * (1 - least)) * height * width
    ratio = torch.exp(log(3 / 4) + random[1] * (log(4 / 3) - log(3 / 4)))
    tall = (area / ratio).sqrt().round().clamp(1, height)
    wide = (area * ratio).sqrt().round().clamp(1, width)
    top = (random[2] * (height - tall + 1)).floor().clamp(max=height - 1)
    left = (random[3] * (width - wide + 1)).floor().clamp(max=width - 1)
    return enlarged(images_NCHW, top, left, tall, wide, method)


def rescale(images_NCHW: Tensor, most: float, generator: Chance, method: Sampling = "bilinear") -> Tensor:
    """Enlarge each picture, or reduce it, by up to a factor, evenly in its log, and cut its size out of it again.

    Where the place is, is drawn evenly; of a picture that became smaller, where it lies. What there is nothing for is
    0, which after scaling is the mean colour. Enlarging begins at 1/``most`` and ends at ``most``, as DeepLab's 0.5 to
    2 does (Chen et al., arXiv 1706.05587). Raises `ConvscopeError` for a factor below 1.
    """
    if most < 1:
        raise ConvscopeError(f"scale = {most:g} came", fix="give the largest factor, as in --set scale=2; 0 is none")
    count, _, height, width = images_NCHW.shape
    random = evenly(3, count, generator)
    factor = torch.exp((2 * random[0] - 1) * log(most))
    tall, wide = height / factor, width / factor  # of the window that becomes the picture; longer where it is reduced
    y = _sampled_beyond(random[1] * (height - tall), tall, height)[:, :, None].expand(-1, -1, width)
    x = _sampled_beyond(random[2] * (width - wide), wide, width)[:, None, :].expand(-1, height, -1)
    grid = torch.stack([x, y], 3).to(images_NCHW)
    return F.grid_sample(images_NCHW, grid, mode=method, padding_mode="zeros", align_corners=False)


def enlarged(
    images_NCHW: Tensor,
    top_N: Tensor,
    left_N: Tensor,
    tall_N: Tensor,
    wide_N: Tensor,
    method: Sampling = "bilinear",
) -> Tensor:
    """Bring each picture's window to the picture's size, reading nothing outside the window."""
    height, width = images_NCHW.shape[2:]
    y = _sampled(top_N, tall_N, height)[:, :, None].expand(-1, -1, width)
    x = _sampled(left_N, wide_N, width)[:, None, :].expand(-1, height, -1)
    grid = torch.stack([x, y], 3).to(images_NCHW)
    return F.grid_sample(images_NCHW, grid, mode=method, padding_mode="border", align_corners=False)


def cut_out(images_NCHW: Tensor, side: int, generator: Chance) -> Tensor:
    """Set a square of ``side`` pixels to 0, the mean colour, its centre anywhere in the picture.

    DeVries and Taylor, arXiv 1708.04552: what of the square lies outside is lost, so that some squares are smaller.
    """
    count, _, height, width = images_NCHW.shape
    random = evenly(2, count, generator)
    rows = _covered((random[0] * height).long(), side, height)
    columns = _covered((random[1] * width).long(), side, width)
    square = (rows[:, :, None] & columns[:, None, :])[:, None].to(images_NCHW.device)
    return images_NCHW.masked_fill(square, 0)


def _within(offset_N: Tensor, length: int) -> tuple[Tensor, Tensor]:
    """Give the places to read, reflected into the picture, and which of them were inside."""
    place = torch.arange(length, device=offset_N.device) + offset_N[:, None]
    inside = (place >= 0) & (place < length)
    reflected = (length - 1 - (length - 1 - place.abs()).abs()).clamp(0, length - 1)
    return reflected, inside


def _sampled(start_N: Tensor, length_N: Tensor, wanted: int) -> Tensor:
    """Give where an axis is read, from -1 to 1 over the whole: ``wanted`` centres evenly over each window."""
    places = (torch.arange(wanted) + 0.5)[None] * (length_N / wanted)[:, None] - 0.5
    places = places.clamp(min=0).minimum(length_N[:, None] - 1) + start_N[:, None]
    return (places + 0.5) * 2 / wanted - 1


def _sampled_beyond(start_N: Tensor, length_N: Tensor, wanted: int) -> Tensor:
    """Give where an axis is read, from -1 to 1 over the whole, of windows that may be longer than it."""
    places = (torch.arange(wanted) + 0.5)[None] * (length_N / wanted)[:, None] + start_N[:, None]
    return places * 2 / wanted - 1


def _covered(centre_N: Tensor, side: int, length: int) -> Tensor:
    first = centre_N[:, None] - side // 2
    place = torch.arange(length)[None]
    return (place >= first) & (place < first + side)
