"""Say in one line why a forward run stopped: the layer, the shapes that met, and what would fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from convscope.arithmetic import Window
from convscope.errors import ConvscopeError, ShapesDoNotFit
from convscope.network.description import NETWORK_INPUT, Layer, Shape
from convscope.saying import Said, Words

if TYPE_CHECKING:
    from convscope.network.description import Network
    from convscope.network.operators import Operation


WORDS = Words(
    endless_at="forward calls itself without end, at layer {layer}",
    fix_endless="give the recursion an end",
    where="layer {layer} ({operator})",
    shape="{shape}",
    mismatched="{where} {mismatch}: its input is {met}",
    too_small="{where} {slides}: no output is left of {met}",
    slides="slides a {kernel} window over a padded map of {padded}",
    cuts="cuts its padding of {cut} off what a {kernel} window makes",
    apart="{where} met {met}, which do not combine",
    failed="{where} failed on {met}: {said}",
    would_fit="would fit: {what}",
    fit_stride="less stride and pooling before it",
    fit_padding="less padding",
    fit_larger="a network input of at least {least}, or {remedy}",
    fit_equal_maps="padding or cropping that makes {maps} equal",
    fit_equal="shapes that are equal, or 1, along each axis",
)


class OutputTooSmall(ShapesDoNotFit):
    """A window larger than the map that reaches it. ``network`` holds the layers up to and including that one."""

    network: Network | None = None


def explain(error: Exception, operation: Operation, layers: Sequence[Layer]) -> ConvscopeError:
    """Turn what torch raised at the last of ``layers`` into one clear error."""
    if isinstance(error, RecursionError):
        layer = layers[-1]
        return ConvscopeError(
            WORDS.say("endless_at", layer=f"{layer.name}{f' ({layer.place})' if layer.place else ''}"),
            fix=WORDS.say("fix_endless"),
        )
    told = _told(error, operation, layers)
    told.layer = layers[-1].name
    return told


def _told(error: Exception, operation: Operation, layers: Sequence[Layer]) -> ShapesDoNotFit:
    layer = layers[-1]
    operator = f"{layer.operator}, {layer.place}" if layer.place else layer.operator
    where = WORDS.say("where", layer=layer.name, operator=operator)
    met = [WORDS.say("shape", shape=size(shape)) for shape in layer.input_shapes]
    if operation.mismatch and operation.would_fit:
        return ShapesDoNotFit(
            WORDS.say("mismatched", where=where, mismatch=operation.mismatch, met=met),
            fix=WORDS.say("would_fit", what=operation.would_fit),
        )
    if too_small(layer):
        kernel = "×".join(str(window.extent) for window in layer.windows)
        padded = "×".join(
            str(length + sum(window.padding)) for length, window in zip(layer.spatial_input, layer.windows, strict=True)
        )
        slides, remedy = WORDS.say("slides", kernel=kernel, padded=padded), WORDS.say("fit_stride")
        if layer.windows[0].transposed:
            cut = "×".join(str(sum(window.padding)) for window in layer.windows)
            slides, remedy = WORDS.say("cuts", cut=cut, kernel=kernel), WORDS.say("fit_padding")
        least = smallest_input(layers)
        if least is not None:
            remedy = WORDS.say("fit_larger", least="×".join(map(str, least)), remedy=remedy)
        return OutputTooSmall(
            WORDS.say("too_small", where=where, slides=slides, met=met), fix=WORDS.say("would_fit", what=remedy)
        )
    if len(set(layer.input_shapes)) > 1:
        return ShapesDoNotFit(
            WORDS.say("apart", where=where, met=met), fix=WORDS.say("would_fit", what=_common(layer.input_shapes))
        )
    said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return ShapesDoNotFit(WORDS.say("failed", where=where, met=met, said=said))


def too_small(layer: Layer) -> bool:
    """Whether a window of the layer is larger than its padded map."""
    return any(length < 1 for length in expected_shape(layer)[2:])


def expected_shape(layer: Layer) -> Shape:
    """Work out a windowed layer's output shape from its input's; channels are left as they came in."""
    if not layer.windows or not layer.input_shapes:
        return ()
    lengths = zip(layer.spatial_input, layer.windows, strict=True)
    return (*layer.input_shapes[0][: -len(layer.windows)], *(window.output_size(length) for length, window in lengths))


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


def _common(shapes: Sequence[Shape]) -> Said:
    spatial = {shape[2:] for shape in shapes if len(shape) > 2}
    if len(spatial) > 1:
        maps = [WORDS.say("shape", shape="×".join(map(str, part))) for part in spatial]
        return WORDS.say("fit_equal_maps", maps=maps)
    return WORDS.say("fit_equal")
