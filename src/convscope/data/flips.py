"""Mirroring left to right: at random, or every other epoch."""

from __future__ import annotations

import torch
from torch import Tensor

from convscope.data.chance import Chance, evenly


def flip_some(images_NCHW: Tensor, share: float, generator: Chance) -> Tensor:
    """Mirror each picture with a chance of ``share``."""
    drawn = evenly(1, len(images_NCHW), generator)[0] < share
    return mirrored(images_NCHW, drawn)


def flip_alternately(images_NCHW: Tensor, first_N: Tensor, epoch: int) -> Tensor:
    """Mirror in odd epochs (1, 3 …) the pictures that ``first_N`` (N,) bool marks, in even ones the others.

    So each picture is seen both ways in every two epochs, which at random happens only half of the time. Jordan, arXiv
    2404.00498, section 3.6.

    >>> flip_alternately(torch.tensor([[[[1.0, 2.0]]]]), torch.tensor([False]), epoch=2)
    tensor([[[[2., 1.]]]])
    """
    return mirrored(images_NCHW, first_N if epoch % 2 else ~first_N)


def mirrored(images_NCHW: Tensor, which_N: Tensor) -> Tensor:
    """Mirror the pictures that are marked."""
    which = which_N.to(images_NCHW.device)[:, None, None, None]
    return torch.where(which, images_NCHW.flip(3), images_NCHW)
