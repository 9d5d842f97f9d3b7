"""The last layer with a map before a network's answer: where Grad-CAM looks if nobody names a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope.errors import ConvscopeError
from convscope.look.units import answering, axes_of

if TYPE_CHECKING:
    from convscope.network import Layer, Network

WEIGHING = ("conv", "linear", "addmm", "bilinear")


def last_map(network: Network) -> Layer:
    """Find the last layer with a map that the answer is made of, the answer itself excepted.

    Of an answer that is a map, it lies before the convolution that makes it: that one's own map has a class a unit, and
    would show where the class is, not why. Raises `ConvscopeError` where there is none.
    """
    answer = answering(network)
    behind = _sources(network, answer.index)
    late = making(network, answer.index) if has_map(answer) else {answer.index}
    for layer in reversed(network.layers):
        if layer.index in behind and layer.index not in late and has_map(layer):
            return layer
    raise ConvscopeError(
        f"{network.target} has no layer with a map before its answer: there are no places to tell apart",
        fix="look at its pixels: --method gradient, integrated-gradients or occlusion",
    )


def _sources(network: Network, index: int) -> set[int]:
    """Gather the layers that one is made of, itself among them."""
    found, waiting = {index}, [index]
    while waiting:
        fresh = {source for source in network.layers[waiting.pop()].inputs if source >= 0} - found
        found |= fresh
        waiting += fresh
    return found


def making(network: Network, index: int) -> set[int]:
    """Gather the layers from the last that weigh up to this one: what makes the answer of the last maps."""
    found, waiting = {index}, [index]
    while waiting:
        layer = network.layers[waiting.pop()]
        weighs = layer.parameters or layer.operator.startswith(WEIGHING)  # of a module used again none are counted
        fresh = set() if weighs else {source for source in layer.inputs if source >= 0} - found
        found |= fresh
        waiting += fresh
    return found


def check_has_map(layer: Layer) -> None:
    """Refuse a layer whose units have no places."""
    if not has_map(layer):
        raise ConvscopeError(
            f"{layer.name} gives {layer.output_shape}, which is no map of several places", fix="choose an earlier layer"
        )


def has_map(layer: Layer) -> bool:
    """Whether a layer gives one picture's map of several places."""
    axes = axes_of(layer)
    places = [layer.output_shape[axis] for axis in axes]
    return len(places) == 2 and len(layer.output_shape) == 4 and layer.output_shape[0] == 1 and max(places) > 1
