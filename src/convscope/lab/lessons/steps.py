"""A network as a chain of maps: each layer that slides a window, its size formula, what it gives, what nobody reads."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from convscope.network.description import NETWORK_INPUT
from convscope.network.lost import losses
from convscope.network.words import window_words

if TYPE_CHECKING:
    from convscope.network import Layer, Network

MOST = 16  # maps side by side; of more, those whose size changes


def steps(network: Network) -> dict[str, Any]:
    """Give the input and the steps, each with the size of its map, and per axis the formula and what goes unread.

    ``lost`` is what no layer reads of the map that comes in, ``missing`` what none reads of the map that goes out.

    >>> from torch import nn
    >>> from convscope.network import trace
    >>> told = steps(trace(nn.Conv2d(1, 8, 3, stride=3), (1, 7, 7)))["steps"][0]
    >>> told["size"], told["formulas"], told["lost"][0]["first"]
    ([2, 2], ['(7 − 3)/3 + 1 = 2.3333 → 2'], (6,))
    """
    found = [(loss.layer, [asdict(axis) for axis in loss.axes]) for loss in losses(network)]
    lost = {layer.index: axes for layer, axes in found}
    missing = {_home(network, layer.inputs[0]): axes for layer, axes in found}
    slid = [layer for layer in network if layer.windows and len(layer.output_shape) == 2 + len(layer.windows)]
    shown = slid if len(slid) <= MOST else [layer for layer in slid if _changes(layer) or layer.index in lost]
    shown = shown[:MOST]
    return {
        "input": list(network.input_shape),
        "missing": missing.get(NETWORK_INPUT, []),
        "steps": [
            {**_step(layer), "lost": lost.get(layer.index, []), "missing": missing.get(layer.index, [])}
            for layer in shown
        ],
        "left_out": len(slid) - len(shown),
        "answer": list(network.layers[-1].output_shape[1:]) if len(network) else [],
        "parameters": network.parameters,
        "macs": network.macs,
    }


def _step(layer: Layer) -> dict[str, Any]:
    lengths = zip(layer.windows, layer.spatial_input, strict=True)
    told = dict.fromkeys(arrowed(window.formula(length)) for window, length in lengths)
    return {
        "name": layer.name,
        "operator": layer.operator,
        "window": window_words(layer),
        "channels": layer.output_shape[1],
        "size": list(layer.output_shape[2:]),
        "reads": list(layer.spatial_input),
        "formulas": list(told),
    }


def arrowed(formula: str) -> str:
    """Write a formula's rounding without words, for a page in any language.

    >>> arrowed("(7 − 3)/3 + 1 = 2.3333, down to 2")
    '(7 − 3)/3 + 1 = 2.3333 → 2'
    """
    return formula.replace(", down to ", " → ").replace(", up to ", " → ")


def _home(network: Network, source: int) -> int:
    """Find the layer whose map it is, before activations and the like that leave every position where it was."""
    while source > NETWORK_INPUT and not network.layers[source].windows and network.layers[source].inputs:
        source = network.layers[source].inputs[0]
    return max(source, NETWORK_INPUT)


def _changes(layer: Layer) -> bool:
    return layer.output_shape[2:] != layer.spatial_input
