"""Say in one line why a forward run stopped: the layer, the shapes that met, and what would fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from convscope.arithmetic import Window
from convscope.errors import ConvscopeError, ShapesDoNotFit
from convscope.network.description import NETWORK_INPUT, Layer, Shape

if TYPE_CHECKING:
    from convscope.network.description import Network
    from convscope.network.operators import Operation


class OutputTooSmall(ShapesDoNotFit):
    """A window larger than the map that reaches it. ``network`` holds the layers up to and including that one."""

    network: Network | None = None


def explain(error: Exception, operation: Operation, layers: Sequence[Layer]) -> ConvscopeError:
    """Turn what torch raised at the last of ``layers`` into one clear error."""
    if isinstance(error, RecursionError):
        layer = layers[-1]
        return ConvscopeError(
            f"forward calls itself without end, at layer {layer.name}{f' ({layer.place})' if layer.place else ''}",
            fix="give the recursion an end",
        )
    told = _told(error, operation, layers)
    told.layer = layers[-1].name
    return told


def _told(error: Exception, operation: Operation, layers: Sequence[Layer]) -> ShapesDoNotFit:
    layer = layers[-1]
    where = f"layer {layer.name} ({layer.operator}{', ' + layer.place if layer.place else ''})"
    met = " and ".join(size(shape) for shape in layer.input_shapes)
    if operation.mismatch:
        return ShapesDoNotFit(
            f"{where} {operation.mismatch}: its input is {met}", fix=f"would fit: {operation.would_fit}"
        )
    if too_small(layer):
        kernel = "×".join(str(window.extent) for window in layer.windows)
        padded = "×".join(
            str(length + sum(window.padding)) for length, window in zip(layer.spatial_input, layer.windows, strict=True)
        )
        slides, remedy = f"slides a {kernel} window over a padded map of {padded}", "less stride and pooling before it"
        if layer.windows[0].transposed:
            cut = "×".join(str(sum(window.padding)) for window in layer.windows)
            slides, remedy = f"cuts its padding of {cut} off what a {kernel} window makes", "less padding"
        return OutputTooSmall(
            f"{where} {slides}: no output is left of {met}", fix=f"would fit: {larger_input(layers)}{remedy}"
        )
    if len(set(layer.input_shapes)) > 1:
        return ShapesDoNotFit(
            f"{where} met {met}, which do not combine", fix=f"would fit: {_common(layer.input_shapes)}"
        )
    said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return ShapesDoNotFit(f"{where} failed on {met}: {said}")


def too_small(layer: Layer) -> bool:
    """Whether a window of the layer is larger than its padded map."""
    return any(length < 1 for length in expected_shape(layer)[2:])


def expected_shape(layer: Layer) -> Shape:
    """Work out a windowed layer's output shape from its input's; channels are left as they came in."""
    if not layer.windows or not layer.input_shapes:
        return ()
    lengths = zip(layer.spatial_input, layer.windows, strict=True)
    return (*layer.input_shapes[0][: -len(layer.windows)], *(window.output_size(length) for length, window in lengths))


def larger_input(layers: Sequence[Layer]) -> str:
    """Say which network input would do, ready to go before other offers; empty where that is not known."""
    least = smallest_input(layers)
    return "" if least is None else f"a network input of at least {'×'.join(map(str, least))}, or "


def smallest_input(layers: Sequence[Layer]) -> Shape | None:
    """Find the smallest network input for which each of ``layers`` has an output, going backwards over the graph.

    Along a window that needs m outputs: n = (m - 1)s + k_e - p₁ - p₂, at least 1. None where the last layer's size does
    not follow from windows alone: behind adaptive pooling, interpolation, an index.
    """
    axes = len(layers[-1].windows)
    behind = {layers[-1].index}  # the layers whose size the last one's follows
    needed = {layer.index: [1] * axes for layer in layers if len(layer.windows) == axes}
    for layer in reversed(layers):
        wanted = needed.get(layer.index)
        if wanted is None:
            continue
        follows = layer.windows or any(shape[-axes:] == layer.output_shape[-axes:] for shape in layer.input_shapes)
        if layer.operator.startswith("adaptive") or not follows:
            if layer.index in behind and max(wanted) > 1:
                return None
            wanted = [1] * axes
        elif len(layer.windows) == axes:
            wanted = [_inputs_for(outputs, window) for outputs, window in zip(wanted, layer.windows, strict=True)]
        for source in layer.inputs:
            spread = not layer.windows and source >= 0
            if spread and layers[source].output_shape[-axes:] != layer.output_shape[-axes:]:
                continue  # a map of 1 × 1, as of a squeeze-and-excitation branch, fits whatever it is spread over
            known = needed.get(source, [1] * axes)
            needed[source] = [max(pair) for pair in zip(known, wanted, strict=True)]
            if layer.index in behind:
                behind.add(source)
    return tuple(needed.get(NETWORK_INPUT, [1] * axes))


def _inputs_for(outputs: int, window: Window) -> int:
    inputs = 1
    while window.output_size(inputs) < outputs:
        inputs += 1
    return inputs


def size(shape: Shape) -> str:
    """Write a shape with its batch left out.

    >>> size((1, 3, 224, 224))
    '3×224×224'
    """
    return "×".join(str(length) for length in shape[1:]) if len(shape) > 1 else str(tuple(shape))


def _common(shapes: Sequence[Shape]) -> str:
    spatial = {shape[2:] for shape in shapes if len(shape) > 2}
    if len(spatial) > 1:
        return "padding or cropping that makes " + " and ".join("×".join(map(str, part)) for part in spatial) + " equal"
    return "shapes that are equal, or 1, along each axis"
