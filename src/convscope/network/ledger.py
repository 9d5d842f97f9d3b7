"""The book a run keeps of its memory: which layer makes which storage, and which reads it last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from torch import Tensor

from convscope.network.storage import Storage
from convscope.network.tracks import memory


class Ledger:
    """Storages in the order they are made; the tensors must be held meanwhile, so that no memory is used twice."""

    def __init__(self) -> None:
        self._storages: list[Storage] = []
        self._numbers: dict[int, int] = {}  # by where they lie
        self._weights: set[int] = set()

    def weights(self, tensors: Iterable[Tensor]) -> None:
        """Say which tensors are no activations."""
        self._weights.update(memory(tensor) for tensor in tensors)

    def layer(
        self, taken: Iterable[Tensor], made: Sequence[Tensor], index: int, *, scales: bool = True
    ) -> tuple[int, ...]:
        """Note what a layer takes and gives, and return the numbers of the storages it gives, each once.

        ``scales`` is false of what is computed from weights alone.
        """
        numbers: dict[int, None] = {}
        for tensor in made:
            storage, place = tensor.untyped_storage(), memory(tensor)
            if place in self._weights:
                continue
            if place not in self._numbers:
                self._numbers[place] = len(self._storages)
                self._storages.append(Storage(storage.nbytes(), index, index, scales))
            numbers[self._numbers[place]] = None
        self.read((*taken, *made), index)
        return tuple(numbers)

    def read(self, tensors: Iterable[Tensor], index: int) -> None:
        """Note who reads tensors: a layer, or, with the number of layers, the network that answers them."""
        for tensor in tensors:
            number = self._numbers.get(memory(tensor))
            if number is not None and self._storages[number].last_read < index:
                self._storages[number] = replace(self._storages[number], last_read=index)

    def storages(self) -> tuple[Storage, ...]:
        """Everything noted, in the order it was made."""
        return tuple(self._storages)
