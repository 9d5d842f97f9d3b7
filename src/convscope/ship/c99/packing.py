"""Weights in the order in which the kernels read them."""

from __future__ import annotations

import numpy as np

from convscope.ship.c99.steps import Convolution
from convscope.ship.c99.values import Array


def blocks(channels: int) -> list[tuple[int, int]]:
    """Cut output channels into (kernel's width, channels in it), as the C does.

    >>> blocks(42), blocks(6), blocks(10)
    ([(16, 16), (16, 16), (8, 8), (4, 2)], [(8, 6)], [(8, 8), (4, 2)])
    """
    made = []
    while channels:
        wide = 16 if channels > 12 else 8 if channels > 4 else 4 if channels > 1 else 1
        made.append((wide, min(channels, wide)))
        channels -= made[-1][1]
    return made


def packed(step: Convolution) -> Array:
    """Lay out biases and weights: a block of output channels after the other, tap by tap, its channels side by side."""
    if step.depthwise:
        return np.concatenate([step.bias, step.weight[:, 0].transpose(1, 2, 0).ravel()]).astype(np.float32)
    weight = step.weight
    if step.transposed:  # (in, out/groups, h, w) as (out, in/groups, h, w)
        apart = weight.reshape(step.groups, step.in_channels // step.groups, *weight.shape[1:])
        weight = apart.transpose(0, 2, 1, 3, 4).reshape(step.out_channels, -1, *weight.shape[2:])
    each = step.out_channels // step.groups
    parts = []
    for group in range(step.groups):
        start = group * each
        for wide, channels in blocks(each):
            block = np.zeros((1 + weight[0].size, wide), np.float32)
            block[0, :channels] = step.bias[start : start + channels]
            taps = weight[start : start + channels].transpose(2, 3, 1, 0)
            block[1:, :channels] = taps.reshape(-1, channels)
            parts.append(block.ravel())
            start += channels
    return np.concatenate(parts)
