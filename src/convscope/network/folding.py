"""Which layers stand in one node of the graph: a convolution, its norm and its activation, as one reads them."""

from __future__ import annotations

from math import prod

from convscope.network.description import NETWORK_INPUT, Layer, Network


def folded(network: Network) -> list[tuple[Layer, ...]]:
    """Gather layers into nodes, in the order of their first ones; every layer is in exactly one.

    A layer joins the one before it where nothing else takes from that one, it takes from nothing else, and it is a
    normalisation, or has neither window nor multiply-adds and gives as many numbers as it gets: activations, dropout,
    reshapes.
    """
    taken = [0] * len(network)
    for layer in network:
        for source in layer.inputs:
            if source >= 0:
                taken[source] += 1
    nodes: dict[int, list[Layer]] = {}
    home: dict[int, int] = {}
    for layer in network:
        source = layer.inputs[0] if layer.inputs else NETWORK_INPUT
        joins = source >= 0 and taken[source] == 1 and _is_light(layer)
        home[layer.index] = home[source] if joins else layer.index
        nodes.setdefault(home[layer.index], []).append(layer)
    return [tuple(layers) for layers in nodes.values()]


def _is_light(layer: Layer) -> bool:
    """Whether a layer is one that its node can carry as a line."""
    if len(layer.inputs) != 1 or len(layer.input_shapes) != 1 or layer.windows:
        return False
    norm = layer.operator.endswith("_norm")
    return norm or (not layer.macs and prod(layer.input_shapes[0]) == prod(layer.output_shape))
