"""A unit's number: the layers behind it that only pass numbers on, and the sum that they begin with, term by term."""

from __future__ import annotations

from math import inf, prod
from typing import TYPE_CHECKING, Any

import numpy as np

from convscope.errors import ConvscopeError
from convscope.look.patches import bounds, check_sees
from convscope.look.terms import Terms, terms
from convscope.look.units import axes_of
from convscope.network.description import NETWORK_INPUT

if TYPE_CHECKING:
    from convscope.network import Layer
    from convscope.network.recording import Recording

PASSING = ("relu", "relu6", "leaky_relu", "elu", "silu", "gelu", "hardswish", "hardtanh", "sigmoid", "tanh", "dropout",
           "batch_norm", "clone", "contiguous")  # fmt: skip
CHANNELS = (*PASSING, "max_pool", "avg_pool", "adaptive", "pad", "interpolate", "hardsigmoid")
MOST_CHANNELS, MOST_TERMS = 12, 64  # whose products are shown; numbers of one channel


def sum_of(recording: Recording, layer: Layer, unit: int, place: tuple[int, ...]) -> dict[str, Any]:
    """Take a unit's number apart: ``steps`` that made it of the sum, and the sum, or ``whole`` where there is none."""
    steps: list[dict[str, Any]] = []
    at: Layer | None = layer
    while at is not None and at.operator.startswith(PASSING) and len(at.inputs) == 1:
        steps.insert(
            0, {"index": at.index, "name": at.name, "operator": at.operator, "value": value(recording, at, unit, place)}
        )
        before = _layer(recording, at.inputs[0])
        at = before if before is not None and before.output_shape == at.output_shape else None
    if at is not None:
        try:
            return {"steps": steps, "sum": _told(recording, terms(recording, at.name, unit, place))}
        except ConvscopeError:
            return {"steps": [*_read(recording, at, unit, place), *steps], "sum": None}
    return {"steps": steps, "sum": None}


def value(recording: Recording, layer: Layer, unit: int, place: tuple[int, ...]) -> float:
    """Give one number of a layer's output."""
    axes = axes_of(layer)
    index = [0] * len(layer.output_shape)
    for axis, one in zip(axes, place, strict=True):
        index[axis] = one
    for axis in range(1, len(index)):
        if axis not in axes:
            index[axis] = unit
    return float(recording.outputs[layer.index][tuple(index)])


def sees(layer: Layer, place: tuple[int, ...]) -> list[list[int]] | None:
    """Give the first and last row and column that a unit can see, padding included; None where that is not known."""
    try:
        check_sees(layer)
        return [list(one) for one in bounds(layer, (place[0], place[1]) if len(place) == 2 else (0, 0))]
    except (ConvscopeError, IndexError):
        return None


def shares(recording: Recording, taken: Terms) -> dict[int, dict[int, float]]:
    """Say how much each channel of the layers behind adds to a sum, by the layers' indices.

    It is what channels of the layer that is read add; those before it that keep the channels have the same.
    """
    by_channel: dict[int, float] = {}
    sums = taken.products.reshape(len(taken.products), -1).sum(1)
    for channel, one in zip(taken.channels, sums.tolist(), strict=True):
        by_channel[channel] = one
    found: dict[int, dict[int, float]] = {}
    index = recording.network[taken.layer.name].inputs[0]
    while index != NETWORK_INPUT and index not in found:
        layer = recording.network.layers[index]
        found[index] = by_channel
        if len(layer.inputs) != 1:
            break
        before = _layer(recording, layer.inputs[0])
        if layer.operator in ("flatten", "view", "reshape"):
            by_channel = _folded(by_channel, before)
        elif not layer.operator.startswith(CHANNELS):
            break
        index = layer.inputs[0]
    return found


def _folded(by_number: dict[int, float], before: Layer | None) -> dict[int, float]:
    """Add up by channel what numbers of a flattened map add."""
    if before is None or len(before.output_shape) != 4:
        return {}
    area = before.output_shape[2] * before.output_shape[3]
    found: dict[int, float] = {}
    for number, one in by_number.items():
        found[number // area] = found.get(number // area, 0.0) + one
    return found


def _told(recording: Recording, taken: Terms) -> dict[str, Any]:
    products = taken.products.reshape(len(taken.products), -1)
    sums = products.sum(1)
    order = np.argsort(-np.abs(sums), kind="stable")[:MOST_CHANNELS]
    source = recording.network[taken.layer.name].inputs[0]
    rest = float(sums.sum() - sums[order].sum())
    return {
        "index": taken.layer.index, "name": taken.layer.name, "operator": taken.layer.operator,
        "source": source, "sourceName": "" if source == NETWORK_INPUT else recording.network.layers[source].name,
        "channels": [channel_of(taken, int(number), MOST_TERMS) for number in order],
        "rest": len(sums) - len(order), "restSum": rest, "count": int(products.size),
        "bias": taken.bias, "total": taken.total, "activation": taken.activation, "magnitude": taken.magnitude,
        "from": {str(index): one for index, one in shares(recording, taken).items()},
    }  # fmt: skip


def channel_of(taken: Terms, number: int, most: float = inf) -> dict[str, Any]:
    """Give what one channel adds, and number by number why, where those are at most ``most``."""
    shape = taken.inputs.shape[1:]
    columns = shape[-1] if shape else 1
    parts = {"inputs": taken.inputs[number], "weights": taken.weights[number], "outside": taken.outside[number]}
    given = {name: np.asarray(part, float).reshape(-1).tolist() for name, part in parts.items()}
    return {
        "channel": taken.channels[number], "sum": float(taken.products[number].sum()),
        "rows": prod(shape) // columns, "columns": columns, **(given if prod(shape) <= most else {}),
    }  # fmt: skip


def _read(recording: Recording, layer: Layer, unit: int, place: tuple[int, ...]) -> list[dict[str, Any]]:
    """Name what a unit reads at its own place, where that is one number of each layer, as in a sum of two maps."""
    found = [
        _step(recording, one, unit, place)
        for index in layer.inputs
        if (one := _layer(recording, index)) is not None and one.output_shape == layer.output_shape
    ]
    return [*found, _step(recording, layer, unit, place)]


def _step(recording: Recording, layer: Layer, unit: int, place: tuple[int, ...]) -> dict[str, Any]:
    number = value(recording, layer, unit, place)
    return {"index": layer.index, "name": layer.name, "operator": layer.operator, "value": number}


def _layer(recording: Recording, index: int) -> Layer | None:
    return None if index == NETWORK_INPUT else recording.network.layers[index]
