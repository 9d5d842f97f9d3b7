"""Which storages are alive, call by call, forwards and backwards."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from convscope.network.tracks import memory


def tensors_in(values: object) -> list[Tensor]:
    """Find the tensors in a nested output."""
    return [leaf for leaf in tree_leaves(values) if isinstance(leaf, Tensor)]


class Alive(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Note each storage as it comes and goes."""

    def __init__(self, calls: Mapping[int, str], weights: Sequence[Tensor]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.calls = calls
        self.layer = ""
        self.backward = False
        self.now = 0
        self.total = 0
        self._weights = {memory(tensor) for tensor in weights}
        self._living: dict[int, tuple[int, weakref.ref[Any]]] = {}
        self._events: list[tuple[int, int, str, bool]] = []  # number of the storage, bytes, who is at work
        self._numbers: dict[int, int] = {}  # of living storages, by address

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        output = func(*args, **(kwargs or {}))
        for tensor in tensors_in(output):
            self._note(tensor)
        return output

    def peak_without(self, gone: set[int]) -> tuple[int, tuple[str, bool]]:
        """Find the most bytes alive at once and who was at work, leaving out living storages at some addresses."""
        left_out = {self._numbers[key] for key in gone if key in self._numbers}
        now, peak, where = 0, 0, ("", False)
        for number, change, layer, backward in self._events:
            if number in left_out:
                continue
            now += change
            if now > peak:
                peak, where = now, (layer, backward)
        return peak, where

    def _note(self, tensor: Tensor) -> None:
        storage = tensor.untyped_storage()
        key = memory(tensor)
        if key in self._living or key in self._weights:
            return
        size, number = storage.nbytes(), len(self._events)
        self._living[key] = (size, weakref.ref(storage, self._leaving(key, size, number)))
        self._numbers[key] = number
        self._change(number, size)
        self.total += size

    def _leaving(self, key: int, size: int, number: int) -> Callable[[Any], None]:
        def leave(_: Any) -> None:
            del self._living[key], self._numbers[key]
            self._change(number, -size)

        return leave

    def _change(self, number: int, size: int) -> None:
        self.now += size
        self._events.append((number, size, self.layer, self.backward))
