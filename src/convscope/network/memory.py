"""Bytes of activations: of all of them, and of the most that are alive at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from convscope.errors import ConvscopeError
from convscope.network.storage import Storage

if TYPE_CHECKING:
    from torch import Tensor

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


class Ledger:
    """Notes, while a network runs, which storages its layers make and read."""

    def __init__(self) -> None:
        self._storages: list[Storage] = []
        self._numbers: dict[int, int] = {}  # by address; the watcher holds the tensors, so that none comes twice
        self._weights: set[int] = set()

    def weights(self, tensors: Iterable[Tensor]) -> None:
        """Say which tensors are no activations."""
        self._weights.update(address(tensor) for tensor in tensors)

    def made(self, tensors: Iterable[Tensor], layer: int, *, scales: bool = True) -> tuple[int, ...]:
        """Note tensors that a layer gives, and return their storages' numbers, each once.

        ``scales`` is false of what is computed from weights alone.
        """
        numbers = []
        for tensor in tensors:
            storage = tensor.untyped_storage()
            key = storage._cdata
            if key in self._weights:
                continue
            if key not in self._numbers:
                self._numbers[key] = len(self._storages)
                self._storages.append(Storage(storage.nbytes(), layer, layer, scales))
            numbers.append(self._numbers[key])
        return tuple(dict.fromkeys(numbers))

    def read(self, tensors: Iterable[Tensor], layer: int) -> None:
        """Note tensors that a layer takes, or, with the number of layers, that the network answers."""
        for tensor in tensors:
            number = self._numbers.get(address(tensor))
            if number is not None:
                self._storages[number] = replace(self._storages[number], last_read=layer)

    def storages(self) -> tuple[Storage, ...]:
        """Everything noted, in the order it was made."""
        return tuple(self._storages)


def address(tensor: Tensor) -> int:
    """Where a tensor's numbers lie, or would lie: views of one another have the same."""
    return int(tensor.untyped_storage()._cdata)
