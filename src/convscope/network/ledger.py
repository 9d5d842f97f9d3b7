"""The book a run keeps of its memory: which layer makes which storage, and which reads it last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from torch import Tensor

from convscope.network.storage import Storage
from convscope.network.tracks import memory


class Ledger:
    """Storages in the order they are made; the tensors must be held meanwhile, so that no memory is used twice."""

    def __init__(self) -> None:
        self._made: list[tuple[int, int, bool]] = []  # bytes, layer, whether it grows with the batch
        self._last_read: list[int] = []
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
        self.read(taken, index)
        numbers: dict[int, None] = {}
        for tensor in made:
            place = memory(tensor)
            if place in self._weights:
                continue
            number = self._numbers.get(place)
            if number is None:
                number = self._numbers[place] = len(self._made)
                self._made.append((tensor.untyped_storage().nbytes(), index, scales))
                self._last_read.append(index)
            self._last_read[number] = max(self._last_read[number], index)
            numbers[number] = None
        return tuple(numbers)

    def read(self, tensors: Iterable[Tensor], index: int) -> None:
        """Note who reads tensors: a layer, or, with the number of layers, the network that answers them."""
        for tensor in tensors:
            number = self._numbers.get(memory(tensor))
            if number is not None:
                self._last_read[number] = max(self._last_read[number], index)

    def storages(self) -> tuple[Storage, ...]:
        """Everything noted, in the order it was made."""
        return tuple(
            Storage(size, layer, last, scales)
            for (size, layer, scales), last in zip(self._made, self._last_read, strict=True)
        )
