"""Which of a network's layers say what style and what content is, where nobody says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from convscope.errors import ConvscopeError
from convscope.network import Layer, Network

ACTIVATIONS = ("relu", "relu6", "hardtanh", "leaky_relu", "elu", "gelu", "silu", "hardswish", "mish", "selu", "prelu")
STAGES = 5  # of VGG-19: relu1_1, relu2_1, relu3_1, relu4_1, relu5_1


@dataclass(frozen=True)
class Chosen:
    """The layers whose Gram matrices are style, and the one whose map is content."""

    style: tuple[Layer, ...]
    content: Layer

    @property
    def all(self) -> tuple[Layer, ...]:
        """Each once, in the network's order."""
        return tuple(sorted({layer.index: layer for layer in (*self.style, self.content)}.values(), key=_index))


def choose(network: Network, style: Sequence[str] = (), content: str | None = None) -> Chosen:
    """Give the layers that are named; by default, as Gatys et al. do, the first activation of each size for style.

    Those are at most five, from the finest map on. Content is the second activation at the size before the last: of
    VGG-19 that gives relu1_1, relu2_1, relu3_1, relu4_1, relu5_1 and relu4_2. Raises `UnknownName` for a layer there
    is not, `ConvscopeError` for one that is no map, and where the network has none.
    """
    named = [network.last_of(name) for name in (*style, *([content] if content else []))]
    for layer in named:
        if strides_of(layer, network) is None:
            shape = "×".join(map(str, layer.output_shape[1:]))
            raise ConvscopeError(f"{layer.name} is {shape}, no map", fix="choose a layer before the maps are gathered")
    stages = _stages(network)
    if not stages and not (style and content):
        raise ConvscopeError(
            f"{network.target} has no maps that a convolution made: style is what those have in common",
            fix="choose another network with --features",
        )
    of_style = tuple(network.last_of(name) for name in style) or tuple(stage[0] for stage in stages[:STAGES])
    if content:
        return Chosen(of_style, network.last_of(content))
    stage = stages[:STAGES][max(-2, -len(stages[:STAGES]))]
    return Chosen(of_style, stage[min(1, len(stage) - 1)])


def strides_of(layer: Layer, network: Network) -> tuple[int, int] | None:
    """Give how many pixels a layer's units are apart, rows first; None where they belong to no places in the picture.

    Of one that reads the whole picture, as a network's own mean of a map, that is how much smaller its map is.
    """
    if len(layer.output_shape) != 4 or min(layer.output_shape[2:]) < 2:
        return None
    if layer.reach.status == "exact":
        found = layer.effective_stride
        if found is None or len(found) != 2 or layer.reach.dims != (2, 3):
            return None
        return (int(found[0]), int(found[1])) if all(one >= 1 and one == int(one) for one in found) else None
    sizes = zip(network.input_shape[1:], layer.output_shape[2:], strict=True)
    ratios = [divmod(whole, part) for whole, part in sizes]
    return None if any(rest or not ratio for ratio, rest in ratios) else (ratios[0][0], ratios[1][0])


def _stages(network: Network) -> list[list[Layer]]:
    """Group the activations that follow a convolution, or all maps where there are none, by how coarse they are."""
    first = next((layer.index for layer in network if layer.operator.startswith("conv")), None)
    if first is None:
        return []
    maps = {layer: found for layer in network.layers[first:] if (found := strides_of(layer, network))}
    active = [layer for layer in maps if layer.operator.rstrip("_") in ACTIVATIONS] or [
        layer for layer in maps if layer.operator.startswith("conv")
    ]
    stages: dict[tuple[int, int], list[Layer]] = {}
    for layer in active:
        stages.setdefault(maps[layer], []).append(layer)
    return [stages[key] for key in sorted(stages, key=lambda key: key[0] * key[1])]


def _index(layer: Layer) -> int:
    return layer.index
