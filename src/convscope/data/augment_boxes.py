"""Training pictures with boxes, changed on the device: mirrored, scaled and shifted, and the boxes with them."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from convscope.data.augment import Augmentation, augment
from convscope.errors import ConvscopeError
from convscope.picture import InputContract

USED = ("flip", "scale", "shift", "brightness", "contrast", "saturation", "crop_border")
LEFT = 0.3  # share of a box's area that must still be on the picture


def check_box_augmentation(how: Augmentation) -> None:
    """Raise `ConvscopeError` for what boxes cannot follow."""
    usual = Augmentation()
    asked = [name for name in Augmentation.names() if name not in USED and getattr(how, name) != getattr(usual, name)]
    if asked:
        raise ConvscopeError(
            f"{' and '.join(asked)} came, which boxes cannot follow",
            fix=f"leave it at 0: with boxes there are {', '.join(name for name in USED if name != 'crop_border')}",
        )


def augment_boxes(
    images_NCHW: Tensor,
    edges: Sequence[Tensor],
    how: Augmentation,
    generator: torch.Generator,
    contract: InputContract | None = None,
) -> tuple[Tensor, list[Tensor], list[Tensor]]:
    """Change each picture by amounts of its own; give the pictures, their boxes, and which of the boxes are kept.

    ``scale`` enlarges or reduces by up to a factor around the middle, ``shift`` moves by shares of the side; what
    comes in is black as the network sees it, the mean. A box of which less than `LEFT` stays on the picture is gone.
    """
    count, device = len(images_NCHW), images_NCHW.device
    height, width = images_NCHW.shape[2:]
    uniform = torch.rand((4, count), generator=generator).to(device)
    mirrored = torch.where(uniform[0] < how.flip, -1.0, 1.0)
    share = max(how.scale, 1.0) ** (2 * uniform[1] - 1)
    across, down = (2 * uniform[2] - 1) * how.shift * width, (2 * uniform[3] - 1) * how.shift * height
    if how.flip or how.scale or how.shift:
        matrix = torch.zeros((count, 2, 3), device=device)  # of where each new pixel is taken from
        matrix[:, 0, 0], matrix[:, 1, 1] = mirrored / share, 1 / share
        matrix[:, 0, 2] = -mirrored / share * across * 2 / width
        matrix[:, 1, 2] = -1 / share * down * 2 / height
        grid = F.affine_grid(matrix, list(images_NCHW.shape), align_corners=False)
        images_NCHW = F.grid_sample(images_NCHW, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
    moved, kept = [], []
    for number, before in enumerate(edges):
        x = (before[:, 0::2] - width / 2) * (mirrored[number] * share[number]) + width / 2 + across[number]
        y = (before[:, 1::2] - height / 2) * share[number] + height / 2 + down[number]
        x, y = x.sort(1).values, y.sort(1).values
        area = (x[:, 1] - x[:, 0]) * (y[:, 1] - y[:, 0])
        x, y = x.clamp(0, width), y.clamp(0, height)
        there = (x[:, 1] - x[:, 0]) * (y[:, 1] - y[:, 0]) >= LEFT * area
        moved.append(torch.stack([x[:, 0], y[:, 0], x[:, 1], y[:, 1]], 1)[there])
        kept.append(there)
    colours = Augmentation(brightness=how.brightness, contrast=how.contrast, saturation=how.saturation)
    return augment(images_NCHW, colours, generator, contract), moved, kept
