"""The numbers of claims 2 and 26: a layer connected in three ways, and the weights that a network's pools have."""

from __future__ import annotations

from convscope.arithmetic import Window
from convscope.lab.lessons.networks import network_of, traced

POOLS = ("pool", "subsampling")  # in the names of their modules


def fully_connected(in_channels: int, side: int, out_channels: int, kernel: int) -> int:
    """Count weights and biases where each of a convolution's outputs reads the whole picture.

    >>> fully_connected(1, 32, 6, 5)
    4821600
    """
    return _outputs(side, out_channels, kernel) * (in_channels * side * side + 1)


def locally_connected(in_channels: int, side: int, out_channels: int, kernel: int) -> int:
    """Count them where each reads its window, with a kernel and a bias of its own.

    >>> locally_connected(1, 32, 6, 5)
    122304
    """
    return _outputs(side, out_channels, kernel) * (in_channels * kernel * kernel + 1)


def network_parameters(network: str) -> int:
    """Count a network's parameters.

    >>> network_parameters("lenet5")
    61706
    """
    return traced(network).parameters


def pool_weights(network: str) -> int:
    """Count the trained numbers of a network's pools, those of a scale and a shift behind one included.

    >>> pool_weights("lenet5"), pool_weights("lenet5-1998")
    (0, 44)
    """
    module = network_of({"network": network}).model.module
    traced(network)  # a name that is none is told
    pools = [part for part in module.modules() if any(word in type(part).__name__.lower() for word in POOLS)]
    return sum(parameter.numel() for part in pools for parameter in part.parameters())


def _outputs(side: int, out_channels: int, kernel: int) -> int:
    return out_channels * Window(kernel, 1, (0, 0)).output_size(side) ** 2
