"""A bottleneck: fewer channels by a 1×1 convolution first, then the wide kernel on those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from convscope.arithmetic.cost import Cost, conv_macs, conv_parameters


@dataclass(frozen=True)
class Bottleneck:
    """Both costs, biases not counted, and the widest bottleneck that still has fewer MACs."""

    direct: Cost
    reduced: Cost
    widest: int


def bottleneck(
    in_channels: int,
    out_channels: int,
    kernel_size: Sequence[int],
    positions: Sequence[int],
    *,
    width: int,
    input_positions: Sequence[int] | None = None,
) -> Bottleneck:
    """Compare a convolution with itself by way of ``width`` channels (Szegedy et al., arXiv 1409.4842).

    Direct: P·c_out·c_in·∏k MACs. Reduced to b channels first: P_in·b·c_in + P·c_out·b·∏k. ``positions`` is the output's
    spatial size; ``input_positions``, where the 1×1 slides, is the same unless the convolution strides or
    is not padded.

    >>> offer = bottleneck(256, 32, (5, 5), (28, 28), width=16)
    >>> offer.direct.macs, offer.reduced.macs, offer.widest
    (160563200, 13246464, 193)
    """
    places = positions if input_positions is None else input_positions
    one = [1] * len(kernel_size)
    direct = Cost(
        conv_parameters(in_channels, out_channels, kernel_size, bias=False),
        conv_macs(in_channels, out_channels, kernel_size, positions),
    )
    channel = conv_macs(in_channels, 1, one, places) + conv_macs(1, out_channels, kernel_size, positions)
    weights = conv_parameters(in_channels, width, one, bias=False)
    weights += conv_parameters(width, out_channels, kernel_size, bias=False)
    return Bottleneck(direct, Cost(weights, width * channel), max(direct.macs - 1, 0) // max(channel, 1))
