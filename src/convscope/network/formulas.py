"""What a layer costs as a formula with its numbers in it: *10 · (3·5·5 + 1) = 760*."""

from __future__ import annotations

from math import prod

from convscope.network.description import Layer


def parameters_formula(layer: Layer) -> str:
    """Write how a layer's parameters come about; the number alone where no formula gives it.

    >>> from torch import nn
    >>> from convscope.network import trace
    >>> parameters_formula(trace(nn.Conv2d(3, 10, 5, padding=2), (3, 32, 32)).layers[0])
    '10 · (3·5·5 + 1) = 760'
    """
    if layer.shared:
        return "none of its own: they are counted where they are first used"
    bias = layer.bias_parameters > 0
    if _convolves(layer):
        weights = [*_kernel(layer)]
        return _told(layer.parameters, [layer.output_shape[1]], weights, bias)
    if layer.operator == "linear":
        return _told(layer.parameters, [layer.output_shape[-1]], [layer.input_shapes[0][-1]], bias)
    channels = layer.output_shape[1] if len(layer.output_shape) > 1 else 0
    if layer.operator.endswith("_norm") and layer.parameters == 2 * channels > 0:
        return f"2 · {channels} = {layer.parameters:,}, a scale and a shift a channel"
    return f"{layer.parameters:,}" if layer.parameters else "none"


def macs_formula(layer: Layer) -> str:
    """Write how a layer's MACs come about: positions · kernels · products a value.

    >>> from torch import nn
    >>> from convscope.network import trace
    >>> macs_formula(trace(nn.Conv2d(3, 10, 5, padding=2), (3, 32, 32)).layers[0])
    '32·32 · 10 · 3·5·5 = 768,000'
    """
    if not layer.macs:
        return "none"
    factors: list[list[int]] = []
    if _convolves(layer):
        axes = len(layer.windows)
        positions = (layer.input_shapes[0] if layer.windows[0].transposed else layer.output_shape)[-axes:]
        factors = [list(positions), [layer.output_shape[1]], _kernel(layer)]
    elif layer.operator == "linear":
        rows = prod(layer.output_shape[:-1])
        factors = [*([[rows]] if rows > 1 else []), [layer.output_shape[-1]], [layer.input_shapes[0][-1]]]
    if not factors or prod(map(prod, factors)) != layer.macs:
        return f"{layer.macs:,}"
    return f"{' · '.join(map(_product, factors))} = {layer.macs:,}"


def _convolves(layer: Layer) -> bool:
    return (
        layer.operator.startswith("conv") and bool(layer.windows) and len(layer.output_shape) > len(layer.windows) + 1
    )


def _kernel(layer: Layer) -> list[int]:
    """Give the size of one kernel: channels of a group, then along each axis."""
    return [layer.input_shapes[0][1] // layer.groups, *(window.kernel for window in layer.windows)]


def _told(counted: int, kernels: list[int], weights: list[int], bias: bool) -> str:
    """Write kernels · (weights + 1), if that is what was counted."""
    if prod(kernels) * (prod(weights) + bias) != counted:
        return f"{counted:,}" if counted else "none"
    inside = f"({_product(weights)} + 1)" if bias else _product(weights)
    return f"{_product(kernels)} · {inside} = {counted:,}"


def _product(numbers: list[int]) -> str:
    return "·".join(map(str, numbers))
