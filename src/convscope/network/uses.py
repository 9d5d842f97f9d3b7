"""How often positions are used: a layer's input by that layer, the picture by the network up to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.arithmetic import coverage as along_axis
from convscope.errors import ConvscopeError
from convscope.network.description import Layer, Network
from convscope.network.exact import coverage
from convscope.network.operators import Chained, Reading
from convscope.network.regions import pairs
from convscope.saying import Words

WORDS = Words(
    too_large="maps of {size} are too large to count pixel by pixel",
    fix_too_large="look at a smaller size; the formula and the receptive field's size hold for any",
    no_map="{layer} ({operator}) reads no map axis by axis",
    fix_no_map="name another layer",
    empty="the map of {layer} is empty",
    empty_input="the map that {layer} takes is empty",
    map_too_large="the map that {layer} takes is too large to count position by position",
)

Counts = npt.NDArray[Any]
MOST_PIXELS = 2**22  # of a map whose positions are counted one by one
MOST_ALONG = 2**20  # positions along one axis of any map on the way


@dataclass(frozen=True)
class Uses:
    """The least and the most, and what the first corner and the middle have."""

    least: int
    most: int
    corner: int
    middle: int

    @classmethod
    def of(cls, counts: Counts) -> Uses:
        """Read them off counts."""
        middle = counts[tuple(length // 2 for length in counts.shape)]
        return cls(int(counts.min()), int(counts.max()), int(counts[(0,) * counts.ndim]), int(middle))

    def as_dict(self) -> dict[str, int]:
        """Plain values for JSON."""
        return {"least": self.least, "most": self.most, "corner": self.corner, "middle": self.middle}


def layer_coverage(network: Network, layer: str) -> Counts:
    """Count the products that each position of a layer's input enters, of one channel of input and output each.

    >>> from torch import nn
    >>> from convscope.network import trace
    >>> layer_coverage(trace(nn.Conv2d(1, 1, 3), (1, 5, 5)), "conv2d")[:2].tolist()
    [[1, 2, 3, 2, 1], [2, 4, 6, 4, 2]]

    Of several inputs the first is meant. Raises `ConvscopeError` where a layer does not read a map axis by axis, or
    the map is too large.
    """
    axes = [_used(relation, length, outputs) for relation, length, outputs in _axes(network, network[layer])]
    return reduce(np.multiply.outer, axes)


def network_coverage(network: Network, layer: str) -> Counts:
    """Count the ways from each pixel to the layer's map, as `convscope.network.exact.coverage` does.

    Raises `ConvscopeError` as that does, and where maps are too large to count.
    """
    check_countable(network, network[layer])
    return coverage(network, layer)


def check_countable(network: Network, last: Layer) -> None:
    """Say so where maps up to a layer are too large to be gone through position by position, or its own is empty."""
    if min(last.output_shape, default=1) < 1:
        raise ConvscopeError(WORDS.say("empty", layer=last.name))
    largest = max(
        (length for layer in network.layers[: last.index + 1] for length in layer.output_shape[2:]), default=0
    )
    if prod(network.input_shape[1:]) > MOST_PIXELS or max(largest, *network.input_shape[1:]) > MOST_ALONG:
        raise ConvscopeError(
            WORDS.say("too_large", size=" × ".join(f"{length:,}" for length in network.input_shape[1:])),
            fix=WORDS.say("fix_too_large"),
        )


def _axes(network: Network, layer: Layer) -> list[tuple[Any, int, int]]:
    """Give relation, input length and output length along each axis of the map that a layer takes first."""
    found: list[tuple[Any, int, int]] = []
    if layer.windows and len(layer.output_shape) >= len(layer.windows):
        found = list(zip(layer.windows, layer.spatial_input, layer.output_shape[-len(layer.windows) :], strict=True))
    elif layer.arrivals:
        arrival = layer.arrivals[0]
        read = arrival.read.plain if isinstance(arrival.read, Chained) else arrival.read
        dims: tuple[int | None, ...] = tuple(range(2, len(network.input_shape) + 1))
        if arrival.source >= 0:
            dims = network.layers[arrival.source].reach.dims
        if isinstance(read, Reading) and None not in dims and arrival.part is None:
            for dim in (dim for dim in dims if dim is not None):
                along = read.axes[dim]
                outputs = 1 if along.output is None else layer.output_shape[along.output]
                found.append((along.relation, arrival.shape[dim], outputs))
    if not found:
        raise ConvscopeError(
            WORDS.say("no_map", layer=layer.name, operator=layer.operator), fix=WORDS.say("fix_no_map")
        )
    if any(length < 1 for _, length, _ in found):
        raise ConvscopeError(WORDS.say("empty_input", layer=layer.name))
    if any(outputs < 1 for _, _, outputs in found):
        raise ConvscopeError(WORDS.say("empty", layer=layer.name))
    if prod(length for _, length, _ in found) > MOST_PIXELS or max(max(pair[1:]) for pair in found) > MOST_ALONG:
        raise ConvscopeError(WORDS.say("map_too_large", layer=layer.name))
    return found


def _used(relation: Any, length: int, outputs: int) -> Counts:
    if hasattr(relation, "kernel"):
        return along_axis(relation, length, outputs=outputs)
    return np.bincount(pairs(relation, length, outputs)[1], minlength=length)
