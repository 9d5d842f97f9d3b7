"""Over a whole network, exactly: which pixels one unit reads, which units read one pixel, how often each is used."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from convscope.arithmetic import carry_back
from convscope.errors import ConvscopeError
from convscope.network.description import NETWORK_INPUT, Arrival, Layer, Network, Shape
from convscope.network.operators import Chained, Reading, Reshaped
from convscope.network.regions import MOST_PRODUCTS, Region, at, backwards, everywhere, forwards, placed
from convscope.saying import Words

WORDS = Words(
    no_place="the axes of {layer} ({operator}) are not the picture's",
    not_known="how {layer} ({operator}) reads its input is not known",
    pieces="what is read before {layer} is in more than {most:,} pieces",
    fix_before="name a layer before it",
    empty="the map of {layer} is empty",
    unit="unit {unit} came, {layer} has a map of {map}",
    fix_unit="give its place",
    outside="{what} {place} came, there are {sizes}",
    fix_outside="count from 0",
)

Mask = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.object_]


def receptive_set(network: Network, layer: str, unit: Shape | None = None) -> Mask:
    """Find the pixels that a layer's unit depends on: a mask of the picture's size.

    ``unit`` is its place on the map, (row, column), by default the one in the middle; all channels there are meant. It
    is every pixel whose gradient can be other than zero: padding, dilation's holes and lost rows are left out, and a
    layer through which units reach by two ways has the union of both. Of a layer whose units have no place, ``unit`` is
    their index, and by default all are taken.

    Raises `ConvscopeError` where an operator on the way is read nobody knows how, and names it.
    """
    found = network[layer]
    entered = _behind(network, found, _unit(found, unit))[NETWORK_INPUT]
    return entered.along(tuple(range(2, len(entered.shape))))


def regions_behind(network: Network, layer: str, unit: Shape) -> dict[int, Region]:
    """Find all that one number of a layer depends on: a region of each layer before it, by the layer's index.

    ``unit`` is its whole index in the layer's output, batch and channel included, so that of a pool or a grouped
    convolution only its own channels are in. The layer itself is there, too, and the picture under `NETWORK_INPUT`;
    what it does not depend on is not. Raises as `receptive_set` does.
    """
    found = network[layer]
    places = _checked(dict(enumerate(unit)), found.output_shape, "unit")
    return _behind(network, found, at(found.output_shape, places))


def projective_set(network: Network, layer: str, pixel: Shape) -> Mask:
    """Find the units of a layer that depend on a pixel, (row, column), of any channel: a mask of the map's size.

    The mask has the layer's axes but the batch and the channels; where units have no place, all but the batch. Raises
    as `receptive_set` does.
    """
    found = network[layer]
    shape = (1, *network.input_shape)
    start = at(shape, _checked({2 + axis: place for axis, place in enumerate(pixel)}, shape, "pixel"))
    regions: dict[int, Region] = {NETWORK_INPUT: start}
    for current in network.layers[: found.index + 1]:
        reached = Region(current.whole_shape)
        for arrival in current.arrivals:
            if arrival.source in regions and regions[arrival.source].products:
                after = _followed(current, forwards(regions[arrival.source], arrival, current.whole_shape))
                reached = reached.union(after)
        regions[current.index] = reached
    region = regions[found.index]
    return region.along(tuple(range(min(2, len(region.shape) - 1), len(region.shape))))


def coverage(network: Network, layer: str | None = None) -> Counts:
    """Count the ways from each pixel to any unit of a layer's map, one channel a layer, in integers of any size.

    It is the gradient of the sum of that map in a network whose weights are all 1, and says how many products each
    pixel enters. ``layer`` is by default the last whose units have a place. Raises `ConvscopeError` where the map's
    axes are not the picture's on the way.
    """
    last = network[layer] if layer is not None else _last_map(network)
    counts: dict[int, Counts] = {last.index: np.ones(_lengths(last), dtype=object)}
    entered: Counts = np.zeros(network.input_shape[1:], dtype=object)
    for current in reversed(network.layers[: last.index + 1]):
        reached = counts.pop(current.index, None)
        if reached is None:
            continue
        for arrival in current.arrivals:
            if arrival.source < NETWORK_INPUT:
                continue  # another input's pixels
            source = None if arrival.source == NETWORK_INPUT else network.layers[arrival.source]
            back = _counted(current, reached, arrival, source)
            if source is None:
                entered = entered + back
            else:
                counts[source.index] = counts[source.index] + back if source.index in counts else back
    return entered


def _counted(current: Layer, reached: Counts, arrival: Arrival, source: Layer | None) -> Counts:
    """Lead counts back to one arrival, axis by axis."""
    here = _dims(current)
    if current.parts and current.parts[0][2]:  # it reads along the axis that its outputs lack
        here = tuple(dim + (dim >= current.parts[0][0]) for dim in here)
    before = tuple(range(2, 2 + len(here))) if source is None else _dims(source)
    if arrival.part is not None and not arrival.part[2] and arrival.part[0] in before:
        raise _no_place(current)
    if isinstance(arrival.read, Reshaped) and tuple(arrival.shape[dim] for dim in before) == reached.shape:
        return reached
    read = arrival.read.plain if isinstance(arrival.read, Chained) else arrival.read
    axes = read.axes if isinstance(read, Reading) else ()
    if not axes:
        raise _no_place(current)
    for axis, dim in enumerate(before):
        along = axes[dim]
        if along.output != here[axis]:
            raise _no_place(current)
        back = carry_back(np.moveaxis(reached, axis, 0), along.relation, arrival.shape[dim])
        reached = np.moveaxis(back, 0, axis)
    return reached


def _dims(layer: Layer) -> tuple[int, ...]:
    dims = tuple(dim for dim in layer.reach.dims if dim is not None)
    if not dims or len(dims) < len(layer.reach.dims):
        raise _no_place(layer)
    return dims


def _lengths(layer: Layer) -> Shape:
    return tuple(layer.output_shape[dim] for dim in _dims(layer))


def _last_map(network: Network) -> Layer:
    for layer in reversed(network.layers):
        if layer.reach.dims and None not in layer.reach.dims:
            return layer
    raise ConvscopeError(f"no layer of {network.target} has units with a place on the picture")


def _no_place(layer: Layer) -> ConvscopeError:
    return ConvscopeError(WORDS.say("no_place", layer=layer.name, operator=layer.operator), fix=WORDS.say("fix_before"))


def _behind(network: Network, found: Layer, region: Region) -> dict[int, Region]:
    """Lead a region back through the graph; give what it reaches of every layer on the way, and of the picture."""
    regions = {found.index: placed(region, found.parts[0], found.whole_shape) if found.parts else region}
    reached = {NETWORK_INPUT: Region((1, *network.input_shape))}
    for current in reversed(network.layers[: found.index + 1]):
        here = regions.pop(current.index, None)
        if here is None or not here.products:
            continue
        reached[current.index] = here
        for arrival in current.arrivals:
            source = arrival.source
            whole = (1, *network.input_shape) if source < 0 else network.layers[source].whole_shape
            back = _followed(current, backwards(here, arrival, whole))
            if source == NETWORK_INPUT:
                reached[NETWORK_INPUT] = reached[NETWORK_INPUT].union(back)
            elif source >= 0:
                regions[source] = regions[source].union(back) if source in regions else back
    return reached


def _unit(layer: Layer, unit: Shape | None) -> Region:
    """Take a unit's column of channels, else the middle one, else everything where units have no place."""
    shape = layer.output_shape
    dims = [dim for dim in layer.reach.dims if dim is not None]
    placed = bool(dims) and len(dims) == len(layer.reach.dims)
    axes = dims if placed else list(range(min(len(shape), 2) - (len(shape) < 3), len(shape)))
    if unit is None and not placed:
        return everywhere(shape)
    places = dict(zip(axes, unit if unit is not None else [shape[axis] // 2 for axis in axes], strict=False))
    if min(shape, default=1) < 1:
        raise ConvscopeError(WORDS.say("empty", layer=layer.name), fix=WORDS.say("fix_before"))
    if unit is not None and len(unit) != len(axes):
        raise ConvscopeError(
            WORDS.say("unit", unit=str(unit), layer=layer.name, map=str(tuple(shape[axis] for axis in axes))),
            fix=WORDS.say("fix_unit"),
        )
    return at(shape, _checked(places, shape, "unit"))


def _checked(places: dict[int, int], shape: Shape, what: str) -> dict[int, int]:
    if any(axis >= len(shape) or not 0 <= place < shape[axis] for axis, place in places.items()):
        sizes = tuple(shape[axis] for axis in places if axis < len(shape))
        raise ConvscopeError(
            WORDS.say("outside", what=what, place=str(tuple(places.values())), sizes=str(sizes)),
            fix=WORDS.say("fix_outside"),
        )
    return places


def _followed(layer: Layer, region: Region | None) -> Region:
    if region is None:
        raise ConvscopeError(
            WORDS.say("not_known", layer=layer.name, operator=layer.operator), fix=WORDS.say("fix_before")
        )
    if len(region.products) > MOST_PRODUCTS:
        raise ConvscopeError(WORDS.say("pieces", layer=layer.name, most=MOST_PRODUCTS))
    return region
