"""What claims say of one convolution, tried on random numbers: each function counts the outputs that differ.

In double precision; numbers are the same where they are apart by less than `SAME` of the largest.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from convscope.arithmetic import Window, im2col
from convscope.errors import UnknownName

SAME = 1e-12
SIDE, CHANNELS, KERNELS, SIZE = 12, 3, 5, 3
Layer = Callable[[Tensor], Tensor]


def matrix_differs() -> int:
    """Count the outputs by which a convolution differs from a product with the matrix of its windows (im2col).

    >>> matrix_differs()
    0
    """
    image, weights = _numbers(1, CHANNELS, SIDE, SIDE), _numbers(KERNELS, CHANNELS, SIZE, SIZE)
    columns = im2col(image[0].numpy(), [Window(SIZE), Window(SIZE)])
    product = torch.from_numpy(weights.reshape(KERNELS, -1).numpy() @ np.asarray(columns))
    return _differing(product.reshape(1, KERNELS, SIDE - SIZE + 1, SIDE - SIZE + 1), F.conv2d(image, weights))


def flipped_differs() -> int:
    """Count the outputs by which `torch.nn.functional.conv2d` differs from a convolution, whose kernel is flipped.

    >>> flipped_differs() > 0
    True
    """
    image, weights = _numbers(1, CHANNELS, SIDE, SIDE), _numbers(KERNELS, CHANNELS, SIZE, SIZE)
    return _differing(F.conv2d(image, weights), F.conv2d(image, weights.flip(2, 3)))


def parts_differ(parts: int) -> int:
    """Count the outputs that change where each of some strips of the map is computed by itself, without the others.

    >>> parts_differ(4)
    0
    """
    image, weights = _numbers(1, CHANNELS, SIDE, SIDE), _numbers(KERNELS, CHANNELS, SIZE, SIZE)
    rows = torch.arange(SIDE - SIZE + 1).tensor_split(parts)
    strips = [F.conv2d(image[:, :, int(one[0]) : int(one[-1]) + SIZE], weights) for one in rows if len(one)]
    return _differing(torch.cat(strips, 2), F.conv2d(image, weights))


def shift_differs(layer: str) -> int:
    """Count the outputs by which a layer of a shifted picture differs from the shifted layer of the picture.

    Layers: *conv*, *pool* of stride 1, *strided* conv, *mean* of the map; all of them around the picture's edges.

    >>> shift_differs("conv"), shift_differs("mean"), shift_differs("strided") > 0
    (0, 0, True)
    """
    weights = _numbers(KERNELS, CHANNELS, SIZE, SIZE)
    around = partial(F.pad, pad=(1, 1, 1, 1), mode="circular")
    layers: dict[str, Layer] = {
        "conv": lambda image: F.conv2d(around(image), weights),
        "pool": lambda image: F.max_pool2d(around(image), SIZE, 1),
        "strided": lambda image: F.conv2d(around(image), weights, stride=2),
        "mean": lambda image: F.conv2d(around(image), weights).mean((2, 3), keepdim=True),
    }
    if layer not in layers:
        raise UnknownName("layer", layer, list(layers))
    image = _numbers(1, CHANNELS, SIDE, SIDE)
    before, after = layers[layer](image), layers[layer](image.roll(1, 3))
    steps = 1 if before.shape[3] == SIDE else 0  # of a map half as wide a shift by one has no counterpart
    return _differing(before.roll(steps, 3), after)


def shuffle_differs(layer: str) -> int:
    """Count the outputs that change where all pixels are shuffled in one way, and a layer's weights with them.

    A *linear* layer has a weight for each pixel to be shuffled alike; a *conv* layer's serve every place.

    >>> shuffle_differs("linear"), shuffle_differs("conv") > 0
    (0, True)
    """
    image = _numbers(1, 1, SIDE, SIDE)
    order = torch.randperm(SIDE * SIDE, generator=torch.Generator().manual_seed(0))
    shuffled = image.flatten(2)[..., order].reshape(image.shape)
    if layer == "linear":
        weights = _numbers(KERNELS, SIDE * SIDE)
        return _differing(F.linear(image.flatten(1), weights), F.linear(shuffled.flatten(1), weights[:, order]))
    if layer == "conv":
        weights = _numbers(KERNELS, 1, SIZE, SIZE)
        within = torch.randperm(SIZE * SIZE, generator=torch.Generator().manual_seed(0))
        alike = weights.flatten(2)[..., within].reshape(weights.shape)
        return _differing(F.conv2d(image, weights).sum((2, 3)), F.conv2d(shuffled, alike).sum((2, 3)))
    raise UnknownName("layer", layer, ["linear", "conv"])


def stacked_differs(between: str) -> int:
    """Count the outputs by which two 1 × 1 convolutions differ from the one of their weights' product.

    ``between`` them is *nothing*, or a *relu*.

    >>> stacked_differs("nothing"), stacked_differs("relu") > 0
    (0, True)
    """
    if between not in ("nothing", "relu"):
        raise UnknownName("layer between", between, ["nothing", "relu"])
    image, first, second = _numbers(1, CHANNELS, SIDE, SIDE), _numbers(8, CHANNELS, 1, 1), _numbers(KERNELS, 8, 1, 1)
    inner = F.conv2d(image, first)
    product = (second[..., 0, 0] @ first[..., 0, 0])[..., None, None]
    return _differing(F.conv2d(inner.relu() if between == "relu" else inner, second), F.conv2d(image, product))


def transposed_differs() -> int:
    """Count the pixels that a convolution and its transpose after it do not give back.

    >>> transposed_differs() > 0
    True
    """
    image, weights = _numbers(1, CHANNELS, SIDE, SIDE), _numbers(KERNELS, CHANNELS, SIZE, SIZE)
    return _differing(F.conv_transpose2d(F.conv2d(image, weights), weights), image)


def edge(kernel: str, brightness: str) -> int:
    """Give a 3 × 3 kernel's sum where pixels go from dark (0) to bright (1) in its middle, from left to right, or back.

    Kernels: *sobelX*, *minusSobelX*, *mean*, *laplacian*; brightness: *rising*, *falling*, *even*. The mean's are in
    thirds.

    >>> edge("sobelX", "rising"), edge("sobelX", "falling"), edge("sobelX", "even")
    (4, -4, 0)
    """
    kernels = {
        "sobelX": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        "minusSobelX": [[1, 0, -1], [2, 0, -2], [1, 0, -1]],
        "mean": [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
        "laplacian": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
    }
    rows = {"rising": [0, 1, 1], "falling": [1, 1, 0], "even": [1, 1, 1]}
    if kernel not in kernels or brightness not in rows:
        known = [*kernels, *rows]
        raise UnknownName("kernel or brightness", kernel if kernel not in kernels else brightness, known)
    return int((np.array(kernels[kernel]) * np.array(rows[brightness])).sum())


def _numbers(*shape: int) -> Tensor:
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(sum(shape)))


def _differing(first: Tensor, second: Tensor) -> int:
    return int(((first - second).abs() > SAME * second.abs().max()).sum())
