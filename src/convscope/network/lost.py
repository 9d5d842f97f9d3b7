"""Which rows and columns of a map no layer reads, all layers that take the map counted together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from convscope.arithmetic import Unread, never_read
from convscope.network.description import NETWORK_INPUT, Layer, Network

AXES = {1: ("position",), 2: ("row", "column"), 3: ("plane", "row", "column")}


@dataclass(frozen=True)
class Loss:
    """A map of which something is never read, laid to the reader with the largest kernel; one `Unread` an axis."""

    layer: Layer
    axes: tuple[Unread, ...]

    @property
    def share(self) -> float:
        """Share of the map that is never read, 0 … 1."""
        kept = 1.0
        for unread, length in zip(self.axes, self.layer.spatial_input, strict=True):
            kept *= 1 - unread.count / length
        return 1 - kept

    def told(self) -> str:
        """Write what is never read, axis by axis: *row 6 and column 6*."""
        names = AXES[len(self.axes)]
        return " and ".join(unread.told(name) for name, unread in zip(names, self.axes, strict=True) if unread)


def losses(network: Network) -> Iterator[Loss]:
    """Find the maps with positions that none of their readers reads, in the order of the maps.

    Only maps that nothing but windows slides over are judged: what is cut off by a slice or a crop is meant to go, and
    padding that goes unread is no loss.

    >>> from torch import nn
    >>> from convscope.network import trace
    >>> [loss.told() for loss in losses(trace(nn.Conv2d(1, 8, 3, stride=3), (1, 7, 7)))]
    ['row 6 and column 6']
    """
    for source in (NETWORK_INPUT, *range(len(network))):
        loss = loss_of(network, source)
        if loss is not None:
            yield loss


def loss_of(network: Network, source: int) -> Loss | None:
    """Find what is never read of the map that layer ``source`` gives (`NETWORK_INPUT`: the network's input)."""
    readers = network.consumers(source)
    if not readers or not all(slides(reader) for reader in readers):
        return None
    padded = None if source <= NETWORK_INPUT else network.layers[source]
    first = max(readers, key=lambda reader: max(window.kernel for window in reader.windows))
    axes = []
    for axis, length in enumerate(first.spatial_input):
        windows = tuple(reader.windows[axis] for reader in readers)
        axes.append(never_read(windows, length, _added(padded, axis, len(first.windows))))
    return Loss(first, tuple(axes)) if any(axes) else None


def slides(layer: Layer) -> bool:
    """Whether a layer reads a map through windows, and nothing else; a negative padding, which crops, does not."""
    if layer.operator == "pad":
        return False
    return bool(layer.windows) and len(layer.inputs) == 1 and not any(window.transposed for window in layer.windows)


def _added(source: Layer | None, axis: int, axes: int) -> tuple[int, int]:
    """Count the positions before and after that are padding, where the map was padded by a layer of its own."""
    if source is None or source.operator != "pad":
        return 0, 0
    if source.windows:
        return source.windows[axis].padding
    grown = source.output_shape[axis - axes] - source.input_shapes[0][axis - axes]
    return grown, grown  # reflected or repeated pixels, how many on which side is not known: rather silent than wrong
