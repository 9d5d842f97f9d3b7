"""What sharing weights saves: the same layer fully connected, locally connected, convolutional."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from convscope.arithmetic.cost import Cost, conv_macs, conv_parameters, linear_macs, linear_parameters
from convscope.arithmetic.window import Window
from convscope.errors import ConvscopeError


@dataclass(frozen=True)
class Sharing:
    """One layer, from the same input to the same output, connected in three ways."""

    fully_connected: Cost
    locally_connected: Cost
    convolutional: Cost


def compare_sharing(
    in_channels: int,
    out_channels: int,
    windows: Sequence[Window],
    size: Sequence[int],
    *,
    groups: int = 1,
    bias: bool = True,
) -> Sharing:
    """Count parameters and MACs of the three: every weight its own, only near ones, the same ones everywhere.

    With P output positions and K = c_in · ∏k products a value: convolutional c_out·(K + 1) parameters; locally
    connected (a kernel and a bias for each position) P·c_out·(K + 1), at the same P·c_out·K MACs; fully connected
    P·c_out·(c_in·∏n + 1), at P·c_out·c_in·∏n. With ``groups``, K has the channels of one; fully connected has none.

    >>> layer = compare_sharing(3, 10, [Window(kernel=5, padding=(2, 2))] * 2, (32, 32))
    >>> layer.convolutional.parameters, layer.locally_connected.parameters, layer.fully_connected.parameters
    (760, 778240, 31467520)

    Raises `ConvscopeError` where a window does not fit or is transposed.
    """
    positions = [window.output_size(length) for window, length in zip(windows, size, strict=True)]
    if min(positions) < 1 or any(window.transposed for window in windows):
        raise ConvscopeError(
            f"windows of {[window.kernel for window in windows]} have no output on {list(size)}, or are transposed",
            fix="give windows that slide over the size",
        )
    kernel_size = [window.kernel for window in windows]
    shared = conv_parameters(in_channels, out_channels, kernel_size, groups=groups, bias=bias)
    macs = conv_macs(in_channels, out_channels, kernel_size, positions, groups=groups)
    numbers, values = in_channels * prod(size), out_channels * prod(positions)
    return Sharing(
        fully_connected=Cost(linear_parameters(numbers, values, bias=bias), linear_macs(numbers, values)),
        locally_connected=Cost(shared * prod(positions), macs),
        convolutional=Cost(shared, macs),
    )
