"""Bytes of activations: of all of them, and of the most that are alive at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convscope.errors import ConvscopeError

if TYPE_CHECKING:
    from convscope.network.description import Network


@dataclass(frozen=True)
class Memory:
    """Bytes of activations at one batch; weights, their gradients and what the optimiser keeps are apart.

    ``total`` is what all layers together make; ``peak`` is the most alive at once, and ``layer`` the name of the layer
    at work then, in its backward pass where ``backward`` says so. ``kept`` is what the forward pass leaves for the
    backward pass, the input and the answer included: 0 of inference.
    """

    batch: int
    total: int
    peak: int
    layer: str
    kept: int = 0
    backward: bool = False


def of_inference(network: Network, batch: int = 1) -> Memory:
    """Find the peak of inference by lifetimes: the least that holds everything still to be read.

    A tensor lives from the layer that makes it to the last one that reads it, the input from the beginning, the answer
    to the end. A layer's inputs and outputs are alive together; views and in-place results share one storage, which
    lives as long as any of them is read. What an operator takes and gives back while it works is not counted.

    >>> from convscope.network import trace
    >>> from torch import nn
    >>> network = trace(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2)), (1, 8, 8))
    >>> of_inference(network)  # the ReLU's input and output, 2·6·6 numbers each
    Memory(batch=1, total=648, peak=576, layer='1', kept=0, backward=False)

    Raises `ConvscopeError` for a batch below 1.
    """
    checked_batch(batch)
    change = [0] * (len(network) + 1)
    total = 0
    for storage in network.storages:
        occupied = storage.bytes * (batch if storage.scales else 1)
        change[max(storage.made, 0)] += occupied
        change[min(storage.last_read, len(network) - 1) + 1] -= occupied
        total += occupied if storage.made >= 0 else 0
    alive, peak, where = 0, 0, 0
    for index in range(len(network)):
        alive += change[index]
        if alive > peak:
            peak, where = alive, index
    return Memory(batch, total, peak, network.layers[where].name if network.layers else "")


def checked_batch(batch: int) -> int:
    """Take a whole number of at least 1; `ConvscopeError` for anything else."""
    if isinstance(batch, bool) or not isinstance(batch, int) or batch < 1:
        raise ConvscopeError(f"a batch of {batch} came", fix="give a whole number of at least 1")
    return batch
