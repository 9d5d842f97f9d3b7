"""What the networks of claims 37 and 41 have: pools and 1 × 1 kernels counted, and how coarse their last map is."""

from __future__ import annotations

from convscope.lab.lessons.networks import traced


def pools(network: str) -> int:
    """Count a network's pooling layers, but for those that take the mean of a whole map.

    >>> pools("lenet5"), pools("allconv")
    (2, 0)
    """
    return sum(1 for layer in traced(network) if "pool" in layer.operator and "adaptive" not in layer.operator)


def pointwise(network: str) -> int:
    """Count a network's convolutions whose kernel is one pixel.

    >>> pointwise("nin"), pointwise("lenet5")
    (6, 0)
    """
    return sum(
        1
        for layer in traced(network)
        if layer.operator == "conv2d" and layer.windows and all(one.kernel == 1 for one in layer.windows)
    )


def coarsest(network: str) -> int:
    """Say at which share of the picture's side its coarsest map with a place lies: 32 is a 32nd.

    >>> coarsest("lenet5")
    6
    """
    found = traced(network)
    height = found.input_shape[1]
    sides = [layer.output_shape[2] for layer in found if len(layer.output_shape) == 4 and layer.output_shape[2] > 1]
    return height // min(sides)
