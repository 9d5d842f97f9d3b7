"""Progressive resolution: small pictures in the first epochs, full ones in the last."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

from convscope.errors import ConvscopeError
from convscope.network import Network


def answer_shape(network: Network) -> tuple[int, ...]:
    """Give the shape of what a network answers with, the first where it gives several, as torchvision's of pixels."""
    return network.layers[network.answers[0] if network.answers else -1].output_shape


def share_in(epoch: int, epochs: int, grow: tuple[float, ...]) -> float:
    """Give the share of the sides that pictures have in an epoch, counted from 1: each share for as long a stretch.

    >>> [share_in(epoch, 6, (0.75, 0.875, 1.0)) for epoch in range(1, 7)]
    [0.75, 0.75, 0.875, 0.875, 1.0, 1.0]
    """
    return grow[min((epoch - 1) * len(grow) // epochs, len(grow) - 1)] if grow else 1.0


def shrunk_size(height: int, width: int, share: float) -> tuple[int, int]:
    """Give the whole pixels of a share of both sides.

    >>> shrunk_size(32, 48, 0.75)
    (24, 36)
    """
    return max(round(height * share), 1), max(round(width * share), 1)


def shrunk(images_NCHW: Tensor, share: float) -> Tensor:
    """Bring pictures to a share of their sides, bilinear, averaging what a smaller pixel covers."""
    if share == 1:
        return images_NCHW
    size = shrunk_size(images_NCHW.shape[2], images_NCHW.shape[3], share)
    return F.interpolate(images_NCHW, size, mode="bilinear", antialias=True, align_corners=False)


def shrunk_masks(masks_NHW: Tensor, share: float) -> Tensor:
    """Bring masks to what `shrunk` brings their pictures to, each pixel the nearest one's."""
    if share == 1:
        return masks_NHW
    size = shrunk_size(masks_NHW.shape[1], masks_NHW.shape[2], share)
    return F.interpolate(masks_NHW[:, None].float(), size, mode="nearest-exact")[:, 0].long()


def check_growth(network: Network, grow: tuple[float, ...]) -> None:
    """Refuse a network that does not take every size, with as many answers as at its own.

    Raises `ConvscopeError`, which names the size and the reason: only networks that end in a global pool, or have no
    fully connected layer, take other sizes.
    """
    height, width = network.input_shape[1:]
    fix = "leave grow out, or train a network that ends in a global pool"
    for share in grow:
        size = shrunk_size(height, width, share)
        shown = f"grow = {share:g} makes pictures of {size[0]} × {size[1]}"
        try:
            other = network.at(*size)
        except ConvscopeError as error:
            raise ConvscopeError(f"{shown}, which {network.target} does not take: {error.problem}", fix=fix) from error
        answers, usual = answer_shape(other), answer_shape(network)
        if answers[:2] != usual[:2] or len(answers) != len(usual):
            raise ConvscopeError(f"{shown}, for which {network.target} answers {answers}, not {usual}", fix=fix)
