"""The parameters of a run: how many numbers each holds, whose it is, which a layer has used, which it does without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from torch import Tensor


class Parameters:
    """Parameters by the id of their tensors, which must be held meanwhile."""

    def __init__(self) -> None:
        self._sizes: dict[int, int] = {}
        self._owners: dict[int, str] = {}  # the module of each
        self._biases: set[int] = set()
        self._used: set[int] = set()
        self._given_up: set[int] = set()

    def learn(self, parameters: Mapping[str, Tensor]) -> None:
        """Note parameters by their names; tied ones belong to the module that is named first."""
        for name, tensor in parameters.items():
            self._sizes[id(tensor)] = tensor.numel()
            owner, _, own = name.rpartition(".")
            self._owners.setdefault(id(tensor), owner)
            if own == "bias":
                self._biases.add(id(tensor))

    def owner(self, tensor: Tensor) -> str:
        """Name the module whose parameter a tensor is."""
        return self._owners.get(id(tensor), "")

    def used(self, keys: frozenset[int]) -> frozenset[int]:
        """Note that a layer uses some, and say which of them none has used before."""
        new = keys - self._used
        self._used |= new
        return new

    def count(self, keys: frozenset[int]) -> int:
        """Count the numbers they hold."""
        return sum(self._sizes[key] for key in keys)

    def count_biases(self, keys: frozenset[int]) -> int:
        """Count the numbers that those of them hold that are biases."""
        return self.count(keys & self._biases)

    def give_up(self, keys: frozenset[int]) -> None:
        """Note that a call does without some: where nothing else uses them, they are the network's no more."""
        self._given_up |= keys

    def drop(self, path: str) -> None:
        """Note that a module is left out, with all that is its own or below it."""
        self._given_up.update(
            key for key, owner in self._owners.items() if owner == path or (path and owner.startswith(f"{path}."))
        )

    def total(self) -> int:
        """Count the network's, without those that were given up."""
        gone = self._given_up - self._used
        return sum(size for key, size in self._sizes.items() if key not in gone)

    def unused(self) -> Iterator[tuple[str, int]]:
        """Give the modules that have parameters which no layer used, and how many, the most first."""
        left: dict[str, int] = {}
        for key, owner in self._owners.items():
            if key not in self._used and key not in self._given_up:
                left[owner] = left.get(owner, 0) + self._sizes[key]
        yield from sorted(left.items(), key=lambda item: -item[1])
