"""Answer a call on fake tensors as an equal one of the same run was answered, without going through dispatch again.

Deep networks call the same functions with the same shapes over and over, and dispatch is most of what a trace takes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensor, FakeTensorMode, unset_fake_temporarily

PLAIN = (bool, int, float, str, type(None), torch.dtype, torch.device, torch.layout, torch.memory_format)


@dataclass(frozen=True)
class Fresh:
    """The answer is a new tensor."""

    shape: tuple[int, ...]
    strides: tuple[int, ...]
    dtype: torch.dtype
    device: torch.device


@dataclass(frozen=True)
class First:
    """The answer is the first argument itself, written into or not."""

    written: bool


class Answers:
    """The answers of one run: remembered are those that are one new tensor, or the first argument."""

    def __init__(self, mode: FakeTensorMode) -> None:
        self._mode = mode
        self._known: dict[Hashable, Fresh | First] = {}

    def key(self, function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Hashable | None:
        """Say what a call is: equal keys have equal answers; None where that cannot be said."""
        try:
            given = (*map(_of, args), *((name, _of(value)) for name, value in kwargs.items()))
        except TypeError:
            return None
        cast = [torch.get_autocast_dtype(kind) for kind in ("cpu", "cuda") if torch.is_autocast_enabled(kind)]
        return (function, len(args), given, torch.get_default_dtype(), torch.is_grad_enabled(), *cast)

    def again(self, key: Hashable | None, args: Sequence[Any]) -> tuple[Tensor, bool] | None:
        """Give the answer that an equal call had, and whether its first argument is written; None for the first."""
        known = self._known.get(key)
        if known is None:
            return None
        if isinstance(known, First):
            return args[0], known.written
        with unset_fake_temporarily():
            bare = torch.empty_strided(known.shape, known.strides, dtype=known.dtype, device="meta")
            return FakeTensor(self._mode, bare, known.device), False

    def remember(
        self, key: Hashable | None, args: Sequence[Any], kwargs: Mapping[str, Any], answer: Any, *, written: bool
    ) -> None:
        """Keep an answer, if an equal one can be made: no view, no several tensors, nothing that was handed in."""
        if key is None or type(answer) is not FakeTensor or answer.requires_grad:
            return
        first = args[0] if args else None
        if answer is first:
            if _of(answer) == key[2][0]:  # type: ignore[index]
                self._known[key] = First(written)
        elif not written and answer._base is None and not _shares(answer, (*args, *kwargs.values())):
            self._known[key] = Fresh(tuple(answer.shape), answer.stride(), answer.dtype, answer.device)


def _of(value: Any) -> Hashable:
    """Describe an argument; `TypeError` for one that is neither a fake tensor nor a plain value."""
    kind = type(value)
    if kind is FakeTensor:
        return (value.shape, value.stride(), value.dtype, value.fake_device)
    if kind in PLAIN:
        return (kind, value)
    if kind in (tuple, list, torch.Size):
        return (kind, *map(_of, value))
    if isinstance(value, torch.nn.Parameter) or not isinstance(value, PLAIN):
        raise TypeError
    return (kind, value)


def _shares(answer: Tensor, values: Any) -> bool:
    """Whether an answer shows the memory of an argument."""
    if isinstance(values, Tensor):
        return bool(values.untyped_storage()._cdata == answer.untyped_storage()._cdata)
    return isinstance(values, (tuple, list)) and any(_shares(answer, value) for value in values)
