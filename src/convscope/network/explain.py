"""One layer explained: its formulas with the numbers in them, what it reads and how often, and what sharing saves."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import prod
from typing import Any

import numpy as np

from convscope.arithmetic import Sharing, Unread, Window, compare_sharing, never_read
from convscope.errors import ConvscopeError, UnknownName
from convscope.network.description import NETWORK_INPUT, Layer, Network, Shape
from convscope.network.exact import receptive_set
from convscope.network.formulas import macs_formula, parameters_formula
from convscope.network.lost import loss_of
from convscope.network.operators import Reshaped
from convscope.network.uses import Uses, check_countable, layer_coverage, network_coverage

EXPLANATION_VERSION = 1


@dataclass(frozen=True)
class Unit:
    """The pixels that one unit depends on: how many of how many, and first and last along each axis.

    ``place`` is the unit's, empty where units have none and all of them are meant; ``bounds`` is empty where it
    depends on no pixel at all.
    """

    place: Shape
    pixels: int
    of: int
    bounds: tuple[tuple[int, int], ...]

    @property
    def holes(self) -> int:
        """Pixels between first and last that it does not depend on."""
        return prod(last - first + 1 for first, last in self.bounds) - self.pixels if self.bounds else 0


@dataclass(frozen=True)
class Explanation:
    """A layer in numbers. Prints itself; each field is empty or None where the layer has no such thing.

    ``takes`` are (name, shape) of its inputs; ``output_size`` is one formula an axis; ``unread`` the positions that
    this layer leaves unread, and ``lost`` in words those that no layer reads. ``uses`` is of its input by this layer,
    ``network_uses`` of the picture by the network up to it. ``unknown`` says why a part is missing.
    """

    target: str
    layer: Layer
    takes: tuple[tuple[str, Shape], ...]
    output_size: tuple[str, ...]
    unread: tuple[Unread, ...]
    lost: str
    parameters: str
    macs: str
    uses: Uses | None
    network_uses: Uses | None
    unit: Unit | None
    sharing: Sharing | None
    unknown: tuple[str, ...] = ()

    def __str__(self) -> str:
        from convscope.network.explained import text

        return text(self)

    def _repr_html_(self) -> str:
        """Show itself in a notebook."""
        from html import escape

        return f"<pre>{escape(str(self))}</pre>"

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; versioned."""
        layer = self.layer
        fields = None if layer.effective_stride is None else layer.reach.fields
        unit = None if self.unit is None else {**asdict(self.unit), "bounds": [list(pair) for pair in self.unit.bounds]}
        return {
            "version": EXPLANATION_VERSION,
            "target": self.target,
            **layer.as_dict(),
            "takes": [{"name": name, "shape": list(shape)} for name, shape in self.takes],
            "windows": [asdict(window) for window in layer.windows],
            "output_size": list(self.output_size),
            "parameters_formula": self.parameters,
            "macs_formula": self.macs,
            "unread": [asdict(unread) for unread in self.unread],
            "lost": self.lost or None,
            "uses": None if self.uses is None else self.uses.as_dict(),
            "network_uses": None if self.network_uses is None else self.network_uses.as_dict(),
            "centre": None if fields is None else [float(field.centre) for field in fields],
            "because": None if layer.reach.because is None else str(layer.reach.because),
            "unit": unit,
            "sharing": None if self.sharing is None else asdict(self.sharing),
            "unknown": list(self.unknown),
        }


def explain(network: Network, name: str, unit: Shape | None = None) -> Explanation:
    """Explain a layer, as `Network.explain` says."""
    layer = _layer(network, name)
    unknown: list[str] = []
    uses = used = found = None
    try:
        uses = Uses.of(layer_coverage(network, name)) if _has_map(layer) else None
    except ConvscopeError as error:
        unknown.append(error.problem)
    try:
        found = _unit(network, layer, unit)
        used = Uses.of(network_coverage(network, name)) if _gives_map(network, layer) else None
    except ConvscopeError as error:
        if found is None and unit is not None:
            raise
        unknown.append(error.problem)
    alone = tuple(
        never_read((window,), length) for window, length in zip(layer.windows, layer.spatial_input, strict=True)
    )
    loss = loss_of(network, layer.inputs[0]) if len(layer.inputs) == 1 and layer.inputs[0] >= NETWORK_INPUT else None
    return Explanation(
        network.target,
        layer,
        tuple((_name(network, arrival.source), arrival.shape) for arrival in layer.arrivals),
        _output_size(layer),
        () if layer.operator == "pad" else alone,
        "" if loss is None else loss.told(),
        parameters_formula(layer),
        macs_formula(layer),
        uses,
        used,
        found,
        _sharing(layer),
        tuple(dict.fromkeys(unknown)),
    )


def _layer(network: Network, name: str) -> Layer:
    """Find a layer; of a module that holds several, say which they are."""
    inside = [layer.name for layer in network if layer.name.startswith(f"{name}.")]
    if name and inside and name not in {layer.name for layer in network}:
        shown = f"{', '.join(inside[:6])}{', …' if len(inside) > 6 else ''}"
        raise UnknownName(f"layer of {network.target}", name, [], fix=f"it holds several: {shown}")
    return network[name]


def _has_map(layer: Layer) -> bool:
    """Whether it takes a map along whose axes it reads something; a reshape reads numbers, whatever their place."""
    return (
        bool(layer.arrivals) and len(layer.arrivals[0].shape) > 2 and not isinstance(layer.arrivals[0].read, Reshaped)
    )


def _gives_map(network: Network, layer: Layer) -> bool:
    shape = layer.output_shape
    return bool(middle(layer)) or (len(shape) == len(network.input_shape) + 1 and prod(shape[2:]) > 1)


def _output_size(layer: Layer) -> tuple[str, ...]:
    lengths = list(zip(layer.windows, layer.spatial_input, strict=True))
    if layer.operator == "pad":
        return tuple(f"{length}{_added(w.padding)} = {w.output_size(length)}" for w, length in lengths)
    return tuple(window.formula(length) for window, length in lengths)


def _added(padding: tuple[int, int]) -> str:
    """Write what is added at either end; what is cut off is taken away."""
    return "".join(f" {'−' if count < 0 else '+'} {abs(count)}" for count in padding)


def _name(network: Network, source: int) -> str:
    if source >= 0:
        return network.layers[source].name
    return "input" if source == NETWORK_INPUT else f"input {NETWORK_INPUT - source + 1}"


def _unit(network: Network, layer: Layer, unit: Shape | None) -> Unit:
    """Find the pixels of one unit; the one in the middle, where none is named."""
    check_countable(network, layer)
    mask = receptive_set(network, layer.name, unit)
    bounds = []
    for axis in range(mask.ndim):
        read = np.flatnonzero(mask.any(axis=tuple(other for other in range(mask.ndim) if other != axis)))
        bounds += [(int(read[0]), int(read[-1]))] if len(read) else []
    return Unit(unit or middle(layer), int(mask.sum()), mask.size, tuple(bounds))


def middle(layer: Layer) -> Shape:
    """Give the place of the unit in the middle of a layer's map; empty where units have no place."""
    dims = [dim for dim in layer.reach.dims if dim is not None]
    return tuple(layer.output_shape[dim] // 2 for dim in dims) if len(dims) == len(layer.reach.dims) else ()


def _sharing(layer: Layer) -> Sharing | None:
    """Compare with the same layer fully and locally connected, where it is a convolution that slides over its input."""
    if not layer.operator.startswith("conv") or not layer.windows or any(w.transposed for w in layer.windows):
        return None
    if min(layer.output_shape) < 1:
        return None
    windows: tuple[Window, ...] = layer.windows
    channels = layer.input_shapes[0][-len(windows) - 1], layer.output_shape[-len(windows) - 1]
    bias = layer.bias_parameters > 0
    return compare_sharing(*channels, windows, layer.spatial_input, groups=layer.groups, bias=bias)
