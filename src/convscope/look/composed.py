"""ReLUs written out of other functions: ``torch.maximum(x, zero)``, ``x * (x > 0)``, ``torch.where(x > 0, x, 0)``.

Recognised are these and their turned forms, the mask cast to another type as well. A mask is known only while the
tensor that it was made of is unchanged. Writes through a mask, as ``x[x < 0] = 0``, are not: they have their gradient.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

CASTS = ("to", "float", "double", "half", "bfloat16", "type", "type_as", "int", "long")


class Composed:
    """Notes masks ``x > 0`` as they are made, and finds the calls that rectify."""

    def __init__(self) -> None:
        self._masks: dict[int, tuple[Tensor, Tensor, int]] = {}  # mask (kept, or its id is another's), source, version

    def note(self, name: str, args: Sequence[Any], output: Any) -> None:
        """Hear of a call and what it gave."""
        if not isinstance(output, Tensor):
            return
        if name in ("gt", "ge") and isinstance(args[0], Tensor) and len(args) > 1 and _is_zero(args[1]):
            self._masks[id(output)] = (output, args[0], args[0]._version)
        elif name in ("lt", "le") and len(args) > 1 and _is_zero(args[0]) and isinstance(args[1], Tensor):
            self._masks[id(output)] = (output, args[1], args[1]._version)
        elif name in CASTS and args and id(args[0]) in self._masks:
            self._masks[id(output)] = (output, *self._masks[id(args[0])][1:])

    def rectified(self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Tensor | None:
        """Give the tensor that a call rectifies; None for every other call."""
        given = [*args, *kwargs.values()]
        if name in ("maximum", "fmax", "max") and len(given) == 2:
            for one, other in (given, given[::-1]):
                if isinstance(one, Tensor) and isinstance(other, Tensor) and _is_zero(other) and _covers(one, other):
                    return one
        if name in ("mul", "multiply") and len(given) == 2:
            for one, mask in (given, given[::-1]):
                if isinstance(one, Tensor) and self._is_of(mask, one) and _covers(one, mask):
                    return one
        if name == "where" and len(given) == 3 and self._is_of(given[0], given[1]) and _is_zero(given[2]):
            return given[1] if isinstance(given[1], Tensor) and _covers(given[1], given[2]) else None
        return None

    def _is_of(self, mask: Any, source: Any) -> bool:
        """Whether a mask says where this very tensor, as it is now, is above zero."""
        noted = self._masks.get(id(mask))
        return noted is not None and noted[0] is mask and noted[1] is source and noted[2] == source._version


def _is_zero(value: Any) -> bool:
    if isinstance(value, Tensor):
        return not value.requires_grad and not bool(torch.count_nonzero(value.detach()))
    return isinstance(value, (int, float)) and value == 0


def _covers(given: Tensor, zeros: Any) -> bool:
    """Whether zeros, or a mask, beside a tensor leave its shape and its kind of number."""
    if not isinstance(zeros, Tensor):
        return True
    if zeros.dim() > given.dim() or torch.result_type(given, zeros) != given.dtype:
        return False
    sides = zip(zeros.shape[::-1], given.shape[::-1], strict=False)
    return all(side in (1, length) for side, length in sides)
