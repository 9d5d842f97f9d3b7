"""What rules ask of a network's graph: what kind a layer is, how many channels it takes, what stands before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convscope.arithmetic import Resampled
    from convscope.network import Layer, Network

ACTIVATIONS = frozenset(
    """
    relu relu6 leaky_relu prelu rrelu elu celu selu gelu silu mish hardswish hardsigmoid hardtanh sigmoid tanh softplus
    softsign logsigmoid threshold softshrink hardshrink tanhshrink
    """.split()  # noqa: SIM905
)
RESHAPES = frozenset("flatten view reshape squeeze unsqueeze contiguous identity clone".split())  # noqa: SIM905
DROPOUTS = frozenset(
    "dropout dropout1d dropout2d dropout3d alpha_dropout feature_alpha_dropout".split()  # noqa: SIM905
)
MOST_POSITIONS = 65_536  # along an axis; what makes arrays of its length says nothing of a longer one
AXES = {1: ("position",), 2: ("row", "column"), 3: ("plane", "row", "column")}


def is_convolution(layer: Layer) -> bool:
    """Whether a layer slides weights over a map, transposed or not."""
    return bool(layer.windows) and layer.operator.startswith("conv")


def is_transposed(layer: Layer) -> bool:
    """Whether its windows are those of a transposed convolution."""
    return any(window.transposed for window in layer.windows)


def is_plain(layer: Layer) -> bool:
    """Whether a layer is a convolution that is not transposed."""
    return is_convolution(layer) and not is_transposed(layer)


def is_pool(layer: Layer) -> bool:
    """Whether a layer is a pool with a window of its own, not an adaptive one."""
    return bool(layer.windows) and "pool" in layer.operator and not layer.operator.startswith("adaptive")


def is_matrix(layer: Layer) -> bool:
    """Whether a layer is a convolution or a fully connected layer, with weights of its own."""
    return is_convolution(layer) or layer.operator == "linear"


def channels(layer: Layer) -> tuple[int, int]:
    """Channels of a convolution's input and output, features of a fully connected layer's."""
    axis = -len(layer.windows) - 1
    return layer.input_shapes[0][axis], layer.output_shape[axis]


def is_depthwise(layer: Layer) -> bool:
    """Whether each channel is convolved by itself."""
    return layer.groups > 1 and layer.groups == channels(layer)[0]


def taps(layer: Layer) -> int:
    """Places of a layer's kernel: 9 of a 3 × 3."""
    return prod(window.kernel for window in layer.windows)


def source(network: Network, layer: Layer) -> Layer | None:
    """Give the layer whose output a layer takes, where that is one; None for the network's input and for several."""
    return network.layers[layer.inputs[0]] if len(layer.inputs) == 1 and layer.inputs[0] >= 0 else None


def before(network: Network, layer: Layer, passing: Callable[[Layer], bool]) -> Layer | None:
    """Walk back over layers that ``passing`` holds of, as long as nothing else reads them, to the first it does not."""
    found = source(network, layer)
    while found is not None and passing(found):
        if len(network.consumers(found.index)) != 1:
            return None
        found = source(network, found)
    return found if found is None or len(network.consumers(found.index)) == 1 else None


def gathers(network: Network, layer: Layer) -> bool:
    """Whether a layer reads the whole of an axis of the picture, or a share of it that grows with the picture."""
    from convscope.arithmetic import Adaptive, Everything

    for arrival in layer.arrivals:
        axes = len(network.input_shape) - 1
        own = range(len(arrival.shape) - axes, len(arrival.shape))
        dims = own if arrival.source < 0 else network.layers[arrival.source].reach.dims
        read = getattr(arrival.read, "axes", ())
        if any(dim is not None and isinstance(read[dim].relation, (Everything, Adaptive)) for dim in dims if read):
            return True
    return False


def resizes(layer: Layer) -> list[tuple[Resampled, int, int]]:
    """Give each axis that a layer resizes, with its length before and after."""
    from convscope.arithmetic import Resampled

    (arrival, *_) = layer.arrivals
    return [
        (along.relation, arrival.shape[axis], layer.output_shape[axis])
        for axis, along in enumerate(getattr(arrival.read, "axes", ()))
        if isinstance(along.relation, Resampled)
    ]


def by(lengths: Sequence[object]) -> str:
    """Write sizes with × between them.

    >>> by((3, 224, 224))
    '3×224×224'
    """
    return "×".join(map(str, lengths))


def argument(values: Sequence[int]) -> int | tuple[int, ...]:
    """Write a number an axis as torch's constructors take it: one where all are equal.

    >>> argument((1, 1)), argument((1, 2))
    (1, (1, 2))
    """
    return values[0] if len(set(values)) == 1 else tuple(values)


def told(name: str, positions: Sequence[int]) -> str:
    """Name rows or columns, of more than four the first two and the last.

    >>> told("row", [6]), told("row", [0, 1, 2, 3, 4, 7])
    ('row 6', '6 rows (0, 1, … 7)')
    """
    if len(positions) == 1:
        return f"{name} {positions[0]}"
    if len(positions) <= 4:
        return f"{name}s {', '.join(map(str, positions))}"
    return f"{len(positions)} {name}s ({positions[0]}, {positions[1]}, … {positions[-1]})"
