"""Parameters and MACs of convolutions and fully connected layers.

A MAC is one multiply-add, at batch 1, the bias not counted; FLOPs = 2 × MACs.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod


def conv_parameters(
    in_channels: int, out_channels: int, kernel_size: Sequence[int], *, groups: int = 1, bias: bool = True
) -> int:
    """Count the weights and biases of a convolution: c_out · (c_in/groups · ∏k + 1).

    >>> conv_parameters(3, 1, (5, 5)), conv_parameters(3, 10, (5, 5))  # 5·5·3 + 1 = 76 a kernel
    (76, 760)
    """
    return out_channels * (in_channels // groups * prod(kernel_size) + bias)


def conv_macs(
    in_channels: int, out_channels: int, kernel_size: Sequence[int], positions: Sequence[int], *, groups: int = 1
) -> int:
    """Count the MACs of a convolution: ∏positions · c_out · c_in/groups · ∏k.

    ``positions`` is the output's spatial size; a transposed convolution slides over its input, so there it is the
    input's.

    >>> conv_macs(256, 32, (5, 5), (28, 28))
    160563200
    """
    return prod(positions) * out_channels * (in_channels // groups) * prod(kernel_size)


def linear_parameters(in_features: int, out_features: int, *, bias: bool = True) -> int:
    """Count the weights and biases of a fully connected layer.

    >>> linear_parameters(3072, 10)  # ten linear classifiers on CIFAR-10
    30730
    """
    return out_features * (in_features + bias)


def linear_macs(in_features: int, out_features: int, *, rows: int = 1) -> int:
    """Count the MACs of a fully connected layer applied to ``rows`` vectors."""
    return rows * in_features * out_features
