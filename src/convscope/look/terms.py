"""One unit's sum, term by term: what it read, what it weighed that with, and the bias; it adds up to its activation.

A convolution, transposed or not, and a fully connected layer: Σ input · weight + bias. A mean pool weighs all it reads
alike, a max pool only the winner, a batch norm one number by γ/√(σ² + ε), its bias being β - μγ/√(σ² + ε).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from torch import Tensor

from convscope.errors import ConvscopeError
from convscope.look.units import axes_of, check_has_channels
from convscope.network.operators.operation import bind, per_axis
from convscope.network.operators.pooling import MAX_NAMES, MEAN_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from convscope.network import Layer
    from convscope.network.recording import Recording

Array = npt.NDArray[np.float64]
CONVOLUTION = ("input", "weight", "bias", "stride", "padding", "dilation", "groups")
TRANSPOSED = ("input", "weight", "bias", "stride", "padding", "output_padding", "groups", "dilation")
NORM = ("input", "running_mean", "running_var", "weight", "bias", "training", "momentum", "eps")
FIX = "choose a convolution, a fully connected layer, a pool or a batch norm"


@dataclass(frozen=True)
class Terms:
    """What one unit at one place adds up, each array (channels, *window).

    ``channels`` are the numbers of the input's channels that it reads; ``outside`` tells which positions lie beyond the
    input's border, or are where a transposed convolution has no input: they add nothing. ``activation`` is PyTorch's.
    """

    layer: Layer
    unit: int
    place: tuple[int, ...]
    channels: tuple[int, ...]
    inputs: Array
    weights: Array
    outside: npt.NDArray[np.bool_]
    bias: float
    activation: float

    @property
    def products(self) -> Array:
        """Each input times its weight."""
        return self.inputs * self.weights

    @property
    def total(self) -> float:
        """Their sum and the bias, in float64."""
        return float(self.products.sum() + self.bias)

    @property
    def magnitude(self) -> float:
        """The sum of the magnitudes of all terms: what rounding errors are to be measured by."""
        return float(np.abs(self.products).sum() + abs(self.bias))


def terms(recording: Recording, layer: str, unit: int, place: tuple[int, ...]) -> Terms:
    """Take one unit's sum apart, of a recording that kept its outputs.

    ``place`` is (row, column) on the layer's map, empty where it has none. Raises `UnknownName` for a layer there is
    not, and `ConvscopeError` for one whose units are no sums of this kind.
    """
    found, call = recording.network[layer], recording.call(layer)
    check_has_channels(found)
    args, kwargs = call.arguments(lambda index: recording.images if index < 0 else recording.outputs[index])
    name = found.operator
    if name.startswith("conv_transpose"):
        reading = _transposed(bind(TRANSPOSED, args, kwargs), found, unit, place)
    elif name in ("conv1d", "conv2d", "conv3d"):
        reading = _convolved(bind(CONVOLUTION, args, kwargs), found, unit, place)
    elif name == "linear":
        reading = _connected(bind(("input", "weight", "bias"), args, kwargs), found, unit, place)
    elif name.startswith(("max_pool", "avg_pool", "adaptive_")):
        reading = _pooled(found, args, kwargs, unit, place)
    elif name == "batch_norm":
        reading = _normed(bind(NORM, args, kwargs), unit, place)
    else:
        raise ConvscopeError(f"a unit of {layer} ({name}) is no sum of products", fix=FIX)
    channels, inputs, weights, outside, bias = reading
    output = recording.outputs[found.index]
    index = _index(found, unit, place)
    return Terms(found, unit, place, channels, inputs, weights, outside, bias, float(output[index]))


Reading = tuple[tuple[int, ...], Array, Array, npt.NDArray[np.bool_], float]


def _index(layer: Layer, unit: int, place: tuple[int, ...]) -> tuple[int, ...]:
    """Write the full index of a unit at a place in the layer's output."""
    axes = axes_of(layer)
    index = [0] * len(layer.output_shape)
    for axis, at in zip(axes, place, strict=True):
        index[axis] = at
    (channel,) = [axis for axis in range(1, len(index)) if axis not in axes]
    index[channel] = unit
    return tuple(index)


def _convolved(bound: Mapping[str, Any], layer: Layer, unit: int, place: tuple[int, ...]) -> Reading:
    taken, weight = _array(bound["input"])[0], _array(bound["weight"])
    a_group = weight.shape[0] // layer.groups
    first = unit // a_group * weight.shape[1]
    channels = tuple(range(first, first + weight.shape[1]))
    taps = [
        [at * window.stride - window.padding[0] + tap * window.dilation for tap in range(window.kernel)]
        for at, window in zip(place, layer.windows, strict=True)
    ]
    inputs, outside = _read(taken[list(channels)], taps)
    return channels, inputs, weight[unit], outside, _one(bound.get("bias"), unit)


def _transposed(bound: Mapping[str, Any], layer: Layer, unit: int, place: tuple[int, ...]) -> Reading:
    """Position i meets tap k at i · stride - padding + k · dilation: found by going through the taps."""
    taken, weight = _array(bound["input"])[0], _array(bound["weight"])
    a_group = weight.shape[1]
    group, own = divmod(unit, a_group)
    wide = weight.shape[0] // layer.groups
    channels = tuple(range(group * wide, (group + 1) * wide))
    taps = []
    for at, window in zip(place, layer.windows, strict=True):
        steps = [at + window.padding[0] - tap * window.dilation for tap in range(window.kernel)]
        taps.append([step // window.stride if step % window.stride == 0 else -1 for step in steps])
    inputs, outside = _read(taken[list(channels)], taps)
    return channels, inputs, weight[list(channels), own], outside, _one(bound.get("bias"), unit)


def _connected(bound: Mapping[str, Any], layer: Layer, unit: int, place: tuple[int, ...]) -> Reading:
    if layer.output_shape and len(layer.output_shape) - 1 in axes_of(layer):
        raise ConvscopeError(f"the units of {layer.name} do not lie along its last axis", fix="choose another layer")
    taken = _array(bound["input"])[(0, *place)]
    outside = np.zeros(taken.shape, dtype=bool)
    weight = _array(bound["weight"])[unit]
    return tuple(range(len(taken))), taken, weight, outside, _one(bound.get("bias"), unit)


def _pooled(layer: Layer, args: Any, kwargs: Mapping[str, Any], unit: int, place: tuple[int, ...]) -> Reading:
    name, largest = layer.operator, "max" in layer.operator
    names = ("input", "output_size") if name.startswith("adaptive_") else MAX_NAMES if largest else MEAN_NAMES
    bound = bind(names, args, kwargs)
    taken = _array(bound["input"])[0, unit]
    axes = len(place)
    sizes = taken.shape
    if name.startswith("adaptive_"):
        outputs = layer.output_shape[-axes:]
        spans = [
            list(range(at * length // out, -(-(at + 1) * length // out)))
            for at, length, out in zip(place, sizes, outputs, strict=True)
        ]
        pad, kernel = (0,) * axes, tuple(len(span) for span in spans)
    else:
        kernel = per_axis(bound["kernel_size"], axes)
        stride = bound.get("stride")
        steps = kernel if stride is None or stride == () else per_axis(stride, axes)
        pad, apart = per_axis(bound.get("padding", 0), axes), per_axis(bound.get("dilation", 1), axes)
        spans = [
            [at * steps[axis] - pad[axis] + tap * apart[axis] for tap in range(kernel[axis])]
            for axis, at in enumerate(place)
        ]
    inputs, outside = _read(taken[None], spans)
    if largest:
        winner = np.where(outside, -np.inf, inputs).argmax()
        weights = np.zeros(inputs.shape)
        weights.flat[winner] = 1.0
        return (unit,), inputs, weights, outside, 0.0
    counted = _divisor(bound, spans, sizes, pad, int((~outside).sum()))
    return (unit,), inputs, np.where(outside, 0.0, 1.0 / counted), outside, 0.0


def _divisor(
    bound: Mapping[str, Any], spans: list[list[int]], sizes: tuple[int, ...], pad: tuple[int, ...], inside: int
) -> int:
    """Count what a mean divides by: with the padding, but never what lies beyond it, where ``ceil_mode`` looks."""
    override = bound.get("divisor_override")
    if override:
        return int(override)
    if not bound.get("count_include_pad", True):
        return inside
    ends = [length + more for length, more in zip(sizes, pad, strict=True)]
    return prod(sum(index < end for index in span) for span, end in zip(spans, ends, strict=True))


def _normed(bound: Mapping[str, Any], unit: int, place: tuple[int, ...]) -> Reading:
    mean, variance = _one(bound["running_mean"], unit), _one(bound["running_var"], unit)
    weight = bound.get("weight")
    scale = (1.0 if weight is None else _one(weight, unit)) / np.sqrt(variance + float(bound.get("eps", 1e-5)))
    taken = np.array([_array(bound["input"])[(0, unit, *place)]])
    bias = _one(bound.get("bias"), unit) - mean * scale
    return (unit,), taken, np.array([scale]), np.zeros(1, dtype=bool), float(bias)


def _read(maps: Array, taps: list[list[int]]) -> tuple[Array, npt.NDArray[np.bool_]]:
    """Read (channels, *places) at each combination of positions; beyond the border there is nothing, 0."""
    size = tuple(len(along) for along in taps)
    inputs, outside = np.zeros((len(maps), *size)), np.zeros((len(maps), *size), dtype=bool)
    for corner in product(*(range(length) for length in size)):
        at = tuple(along[tap] for along, tap in zip(taps, corner, strict=True))
        here: tuple[Any, ...] = (slice(None), *corner)
        there: tuple[Any, ...] = (slice(None), *at)
        if all(0 <= index < length for index, length in zip(at, maps.shape[1:], strict=True)):
            inputs[here] = maps[there]
        else:
            outside[here] = True
    return inputs, outside


def _array(tensor: Tensor) -> Array:
    array: Array = tensor.detach().double().cpu().numpy()
    return array


def _one(vector: Tensor | None, index: int) -> float:
    return 0.0 if vector is None else float(vector.detach()[index])
