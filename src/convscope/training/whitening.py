"""A first layer that whitens: its kernels are the principal directions of the pictures' own patches."""

from __future__ import annotations

from math import ceil, sqrt

import torch
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.network import Network

EPSILON = 5e-4
MOST_PATCHES, MOST_NUMBERS = 500_000, 30_000_000


def pictures_to_whiten_by(pixels: int) -> int:
    """Say how many pictures of so many numbers each are enough to know their patches, and few enough to be quick."""
    return max(64, min(2000, MOST_NUMBERS // pixels))


def whiten(module: nn.Module, network: Network, images_NCHW: Tensor) -> int:
    """Set the first convolution's kernels from pictures as they enter the network; give how many were set.

    A kernel is ``± v / √(λ + 5e-4)`` of an eigenvector v and eigenvalue λ of the covariance of all patches of the
    kernel's size, without their mean being taken off (Page 2018, "How to train your ResNet"; Jordan, arXiv 2404.00498,
    section 3.2): answers of different kernels are uncorrelated, of one variance. Directions come by pairs of both signs
    since a ReLU follows, the strongest first: a layer of n outputs has the n/2 strongest, or all k·k·c where n
    is enough. Where all its kernels were set, its weight is frozen; kernels beyond 2·k·k·c, or an odd one, stay as they
    were, and then the layer is trained.

    Raises `ConvscopeError` where the network does not begin with a convolution of all channels.
    """
    layer = _first_convolution(module, network)
    weight = layer.weight
    pairs = min(weight.shape[0] // 2, weight[0].numel())
    if not pairs:
        raise ConvscopeError(f"{network.layers[0].name} of {network.target} has one output", fix="whitening needs two")
    kernels = whitening_kernels(images_NCHW, layer.kernel_size)[:pairs]
    with torch.no_grad():
        weight[: 2 * pairs] = torch.cat([kernels, -kernels]).to(weight)
    weight.requires_grad_(2 * pairs < len(weight))
    return 2 * pairs


def whitening_kernels(images_NCHW: Tensor, kernel_size: tuple[int, ...]) -> Tensor:
    """Give the directions of the patches' covariance, each over the root of its variance, the strongest first.

    (k·k·c, c, k, k), computed in double precision.
    """
    rows, columns = kernel_size
    channels = images_NCHW.shape[1]
    windows = images_NCHW.unfold(2, rows, 1).unfold(3, columns, 1)  # (N, c, H', W', k, k), nothing copied
    every = ceil(sqrt(windows[:, 0, :, :, 0, 0].numel() / MOST_PATCHES))
    windows = windows[:, :, ::every, ::every]
    patches = windows.permute(0, 2, 3, 1, 4, 5).reshape(-1, channels * rows * columns).double()
    covariance = patches.T @ patches / len(patches)
    variances, directions = torch.linalg.eigh(covariance)
    kernels = directions.flip(1) / (variances.flip(0) + EPSILON).sqrt()
    shaped: Tensor = kernels.T.reshape(-1, channels, rows, columns)
    return shaped


def early_bias(module: nn.Module, network: Network) -> Tensor | None:
    """Give the bias of a first layer whose kernels were all set; None where it has none, or some kernels are trained.

    It learns in the first third of the epochs alone (Jordan, section 3.2): after that no gradient goes below the second
    convolution.
    """
    layer = _first_convolution(module, network)
    return None if layer.weight.requires_grad else layer.bias


def _first_convolution(module: nn.Module, network: Network) -> nn.Conv2d:
    first = network.layers[0]
    layer = dict(module.named_modules()).get(first.name)
    if not isinstance(layer, nn.Conv2d) or layer.groups != 1:
        raise ConvscopeError(
            f"whitening needs a network that begins with a convolution of all channels, {network.target} begins with "
            f"{first.name} ({first.operator})",
            fix="leave whitening out",
        )
    return layer
