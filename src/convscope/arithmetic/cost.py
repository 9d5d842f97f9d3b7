"""Parameters and MACs of convolutions and fully connected layers.

A MAC is one multiply-add, at batch 1, the bias not counted; FLOPs = 2 × MACs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod


@dataclass(frozen=True)
class Cost:
    """What a layer costs: parameters to keep, MACs to compute at batch 1."""

    parameters: int
    macs: int


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


def arithmetic_intensity(macs: int, *, inputs: int, parameters: int, outputs: int, bytes_each: int = 4) -> float:
    """MACs per byte moved, each number once: MACs / ((inputs + parameters + outputs) · bytes a number).

    The best case: what a cache too small moves again lowers it (roofline; Williams, Waterman, Patterson, 2009).
    ``inputs`` and ``outputs`` are counted in numbers at the batch that ``macs`` is for; 0.0 where nothing moves.

    >>> arithmetic_intensity(conv_macs(256, 32, (5, 5), (28, 28)), inputs=200704, parameters=204832, outputs=25088)
    93.21542691536004
    """
    moved = (inputs + parameters + outputs) * bytes_each
    return macs / moved if moved else 0.0
