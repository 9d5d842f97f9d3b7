"""Follow one axis of a map that a network answers with, back to the picture's pixels, over every branch."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from convscope.apply.tiling.reading import Step
from convscope.apply.tiling.words import CannotTile
from convscope.arithmetic import Adaptive, Everything, Same, Spread
from convscope.network import Layer, Network
from convscope.network.description import NETWORK_INPUT, Arrival, Shape
from convscope.network.operators import Chained, Reading, Reshaped


@dataclass(frozen=True)
class Link:
    """Layer ``layer`` reads layer ``source`` (`NETWORK_INPUT` for the picture) along the axis by ``step``."""

    layer: int
    source: int
    step: Step


@dataclass(frozen=True)
class Axis:
    """One axis of the picture, as the answer comes from it: its links, those nearest to the answer first."""

    answer: int
    pixels: int
    places: int
    links: tuple[Link, ...]


def follow(network: Network, axis: int, answer: int) -> Axis:
    """Follow the picture's axis number ``axis`` back from layer ``answer``, whose output is (1, channels, *places).

    Raises `CannotTile` at the first layer, from the answer on, by which places are lost.
    """
    shape = network.layers[answer].output_shape
    dims: dict[int, int] = {answer: 2 + axis}
    links: list[Link] = []
    gathers: Layer | None = None
    for layer in reversed(network.layers[: answer + 1]):
        dim = dims.get(layer.index)
        if dim is None:
            continue
        for arrival in layer.arrivals:
            found = _axis_of(layer, arrival, dim)
            if found is None:
                gathers = layer
                continue
            before, step = found
            if arrival.source < NETWORK_INPUT:
                raise CannotTile("inputs", inputs=1 + len(network.other_inputs))
            source = _in_whole(layer, arrival, before)
            if dims.setdefault(arrival.source, source) != source:
                raise CannotTile("elsewhere", layer)
            links.append(Link(layer.index, arrival.source, step))
    if gathers is not None:
        raise CannotTile("whole", _cause(network, gathers))
    if dims.get(NETWORK_INPUT, 2 + axis) != 2 + axis:
        raise CannotTile("elsewhere", network.layers[answer])
    return Axis(answer, network.input_shape[1 + axis], shape[2 + axis], tuple(links))


def _axis_of(layer: Layer, arrival: Arrival, dim: int) -> tuple[int, Step] | None:
    """Say along which axis an arrival is read as the layer's axis ``dim`` goes, and how.

    None where all of it is read wherever the output is.
    """
    shape, outputs = arrival.shape, layer.whole_shape[dim]
    read = arrival.read.plain if isinstance(arrival.read, Chained) else arrival.read
    if isinstance(read, Reshaped):
        return _through_reshape(layer, shape, dim)
    if not isinstance(read, Reading):
        raise CannotTile("unknown", layer)
    if any(axis == dim for axis, _ in (*read.within, *read.without)):
        raise CannotTile("elsewhere", layer)
    for axis, along in enumerate(read.axes):
        if along.output != dim:
            continue
        if isinstance(along.relation, Spread | Everything) and shape[axis] != outputs:
            return None
        step = Step(Same() if shape[axis] == outputs == 1 else along.relation, shape[axis], outputs)
        if step.read((0, 0)) is None:
            whole = isinstance(along.relation, Everything) or (isinstance(along.relation, Adaptive) and outputs == 1)
            raise CannotTile("whole" if whole else "elsewhere", layer)
        return axis, step
    return None


def _through_reshape(layer: Layer, shape: Shape, dim: int) -> tuple[int, Step]:
    """Find the axis again that a reshape left as it was: of the same length, with as many numbers before it."""
    after = layer.whole_shape
    for axis, length in enumerate(shape):
        if length == after[dim] and prod(shape[:axis]) == prod(after[:dim]):
            return axis, Step(Same(), length, length)
    raise CannotTile("elsewhere", layer)


def _in_whole(layer: Layer, arrival: Arrival, dim: int) -> int:
    """Number an arrival's axis as in what its source gave as a whole."""
    if arrival.part is None:
        return dim
    axis, _, gone = arrival.part
    if not gone:
        if axis == dim:
            raise CannotTile("elsewhere", layer)
        return dim
    return dim + (dim >= axis)


def _cause(network: Network, layer: Layer) -> Layer:
    """Name the layer that gathers the places which ``layer`` spreads again: the nearest one that reads everything."""
    seen, waiting = set[int](), list(layer.inputs)
    for index in waiting:
        if index < 0 or index in seen:
            continue
        seen.add(index)
        before = network.layers[index]
        reads = [arrival.read for arrival in before.arrivals]
        for read in (one.plain if isinstance(one, Chained) else one for one in reads):
            if isinstance(read, Reading) and any(isinstance(axis.relation, Everything) for axis in read.axes[2:]):
                return before
        waiting.extend(before.inputs)
    return layer
