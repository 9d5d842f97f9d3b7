"""Every layer's numbers for one picture in one run, small enough to be drawn while the picture is: a tower of maps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
from torch import Tensor

from convscope.errors import ConvscopeError
from convscope.look.units import axes_of
from convscope.network.watch import observe

if TYPE_CHECKING:
    from convscope.model import Model
    from convscope.network import Layer, Network
    from convscope.picture import Picture

Layers = Literal["main", "all"]
MOST_NUMBERS = 200_000  # of all layers together
MOST_MAIN = 16  # layers beyond which only the main ones are drawn
MOST_LAYERS, MOST_TILES = 24, 16  # of the main ones; of a layer with too many numbers
AFTER = ("batch_norm", "group_norm", "layer_norm", "relu", "leaky_relu", "elu", "silu", "gelu", "hardswish", "sigmoid",
         "tanh", "dropout", "relu6", "hardtanh", "add", "iadd", "mul")  # fmt: skip
IDLE = ("dropout", "flatten", "view", "reshape", "contiguous", "permute", "transpose", "clone", "pad")


@dataclass(frozen=True)
class Cut:
    """What is taken of a layer's output: its first ``tiles`` of ``of``, and of each every ``step``-th row and column.

    ``axes`` say which axes of the output are a tile's number, its rows and its columns; a None has one of them.
    """

    layer: Layer
    axes: tuple[int | None, int | None, int]
    tiles: int
    of: int
    step: int

    def taken(self, output: Tensor) -> npt.NDArray[np.float32]:
        """Take it, (tiles, rows, columns)."""
        index: list[Any] = [0] * output.ndim
        tile, row, column = self.axes
        index[column] = slice(None, None, self.step if row is not None else 1)
        if row is not None:
            index[row] = slice(None, None, self.step)
        if tile is not None:
            index[tile] = slice(self.tiles)
        kept = output.detach()[tuple(index)].float()
        there = sorted(axis for axis in self.axes if axis is not None)
        kept = kept.permute([there.index(axis) for axis in self.axes if axis is not None])
        while kept.ndim < 3:
            kept = kept[None]
        return np.array(kept.cpu().numpy(), np.float32)

    def whole(self, unit: tuple[int, int, int]) -> tuple[int, ...]:
        """Write (tile, row, column), counted without steps, as an index of the output."""
        index = [0] * len(self.layer.output_shape)
        for axis, place in zip(self.axes, unit, strict=True):
            if axis is not None:
                index[axis] = place
        return tuple(index)


@dataclass(frozen=True)
class Tower:
    """A run's layers: the cuts, and by their layers' indices what was taken; ``answer`` is the network's, whole."""

    network: Network
    cuts: tuple[Cut, ...]
    values: Mapping[int, npt.NDArray[np.float32]]
    answer: Any

    def value(self, layer: int, unit: tuple[int, int, int]) -> float:
        """Give a number by its (tile, row, column). Raises `ConvscopeError` for one that was not taken."""
        cut = next((cut for cut in self.cuts if cut.layer.index == layer), None)
        if cut is not None:
            tile, row, column = unit
            place = (tile, row // cut.step, column if cut.axes[1] is None else column // cut.step)
            values = self.values[layer]
            if all(0 <= at < length for at, length in zip(place, values.shape, strict=True)):
                return float(values[place])
        raise ConvscopeError(f"there is no number {unit} of layer {layer} here", fix="choose one that is drawn")


def cuts(network: Iterable[Layer], layers: Layers = "main", *, most: int = MOST_NUMBERS) -> tuple[Cut, ...]:
    """Choose what is taken of each layer of a network, so that all is at most about ``most`` numbers.

    *main* leaves out, where there are many layers, those whose output only goes on to a norm, an activation or a sum,
    and of what is left all but `MOST_LAYERS`, evenly. A layer with too many numbers gives its first maps, and of them
    every second row and column, every third, …
    """
    network = list(network)
    whole = [layer for layer in network if _axes(layer) is not None]
    chosen = whole if layers == "all" or len(whole) <= MOST_MAIN else _main(network, whole)
    return tuple(_cut(layer, most // max(1, len(chosen))) for layer in chosen)


def tower(model: Model, fitted_HWC: Picture, chosen: tuple[Cut, ...]) -> Tower:
    """Run the network once on a fitted picture, and take of each layer what was chosen.

    >>> import convscope as cs
    >>> model = cs.load("lenet5:mnist")
    >>> found = tower(model, np.zeros((32, 32, 1), np.uint8), cuts(cs.trace(model.module, (1, 32, 32))))
    >>> found.values[0].shape
    (6, 28, 28)
    """
    by_index = {cut.layer.index: cut for cut in chosen}
    values: dict[int, npt.NDArray[np.float32]] = {}

    def take(index: int, output: Tensor) -> None:
        if index in by_index and tuple(output.shape) == by_index[index].layer.output_shape:
            values[index] = by_index[index].taken(output)

    network, _, answer = observe(model.module, model.enter(fitted_HWC[None]), take, target=model.spelling)
    known = tuple(cut for cut in chosen if cut.layer.index in values and _is(cut.layer, network))
    return Tower(network, known, values, answer)


def _is(layer: Layer, network: Network) -> bool:
    """Whether this run had that layer: one that decides by what it computes may have taken another way."""
    here = network.layers[layer.index]
    return (here.name, here.operator) == (layer.name, layer.operator)


def _axes(layer: Layer) -> tuple[int | None, int | None, int] | None:
    """Say which axes are tiles, rows and columns; None for what is no picture, no row of numbers and no table."""
    rank = len(layer.output_shape)
    if rank < 2 or layer.output_shape[0] != 1 or 0 in layer.output_shape:
        return None
    if rank == 2:
        return None, None, 1
    if rank == 3:
        return None, 1, 2
    axes = axes_of(layer)
    rest = [axis for axis in range(1, rank) if axis not in axes]
    return (rest[0], axes[0], axes[1]) if rank == 4 and len(axes) == 2 and len(rest) == 1 else None


def _main(network: list[Layer], layers: list[Layer]) -> list[Layer]:
    readers: dict[int, list[str]] = {}
    for layer in network:
        for source in layer.inputs:
            readers.setdefault(source, []).append(layer.operator)
    last = [
        layer
        for layer in layers
        if not layer.operator.startswith(IDLE)
        and not (readers.get(layer.index) and all(name.startswith(AFTER) for name in readers[layer.index]))
    ] or layers
    if len(last) <= MOST_LAYERS:
        return last
    places = np.linspace(0, len(last) - 1, MOST_LAYERS).round().astype(int)
    return [last[place] for place in places]


def _cut(layer: Layer, most: int) -> Cut:
    axes = _axes(layer)
    assert axes is not None
    lengths = [1 if axis is None else layer.output_shape[axis] for axis in axes]
    of, rows, columns = lengths
    tiles = of if of * rows * columns <= most else min(of, MOST_TILES)
    step = 1
    while axes[1] is not None and tiles * -(-rows // step) * -(-columns // step) > most and step < max(rows, columns):
        step += 1
    return Cut(layer, axes, tiles, of, step)
