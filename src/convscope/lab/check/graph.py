"""The graph as places: boxes and ways for the page to draw and to click."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from convscope.draw.graph.geometry import Geometry, geometry
from convscope.draw.graph.svg import curve
from convscope.network.description import NETWORK_INPUT
from convscope.network.folding import folded
from convscope.network.words import window_words

if TYPE_CHECKING:
    from convscope.network import Network

BREADTH = 248.0
LINE, AROUND = 20.0, 20.0  # a line of text; above it, below it, and the bar


def graph(network: Network) -> dict[str, Any]:
    """Give nodes, the input's first, each with its layers' indices and place, and the ways between them."""
    groups = folded(network)
    places = {layer.index: at for at, layers in enumerate(groups, start=1) for layer in layers}
    places.update({NETWORK_INPUT - at: 0 for at in range(1 + len(network.other_inputs))})
    inputs = [(), *(tuple(places[source] for source in layers[0].inputs) for layers in groups)]
    lines = [2, *(1 + len(layers) + bool(layers[0].windows) for layers in groups)]
    laid = _laid(tuple(inputs), tuple(AROUND + LINE * count for count in lines))
    nodes = [{"layers": [layer.index for layer in layers]} for layers in [(), *groups]]
    return {
        "width": laid.width,
        "height": laid.height,
        "nodes": [
            {**node, "left": box.left, "top": box.top, "width": box.width, "height": box.height}
            for node, box in zip(nodes, laid.boxes, strict=True)
        ],
        "edges": [{"from": way.source, "to": way.target, "path": curve(way.points)} for way in laid.edges],
    }


@lru_cache(16)
def _laid(inputs: tuple[tuple[int, ...], ...], heights: tuple[float, ...]) -> Geometry:
    return geometry(inputs, heights, BREADTH, broken=False)


def windows_of(network: Network) -> list[str]:
    """Write each layer's windows as its node has them."""
    return [window_words(layer) for layer in network]
