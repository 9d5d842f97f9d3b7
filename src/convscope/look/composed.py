"""ReLUs written out of other functions: ``torch.maximum(x, zero)``, ``x * (x > 0)``, ``torch.where(x > 0, x, 0)``,
``x[x < 0] = 0``, ``x.masked_fill(x < 0, 0)``.

Recognised are these and their turned forms, the mask cast to another type as well. A mask is known only while the
tensor that it was made of is unchanged.
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
        # by the mask's id: the mask (kept, or its id is another's), what it was made of, that one's version then
        self._masks: dict[int, tuple[Tensor, Tensor, int]] = {}
        self._below: dict[int, tuple[Tensor, Tensor, int]] = {}  # the same of masks x < 0

    def note(self, name: str, args: Sequence[Any], output: Any) -> None:
        """Hear of a call and what it gave."""
        if not isinstance(output, Tensor):
            return
        if name in ("gt", "ge", "lt", "le") and len(args) > 1:
            above = name in ("gt", "ge")
            for source, other, masks in (
                (args[0], args[1], self._masks if above else self._below),
                (args[1], args[0], self._below if above else self._masks),
            ):
                if isinstance(source, Tensor) and _is_zero(other):
                    masks[id(output)] = (output, source, source._version)
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
        if name in ("setitem", "masked_fill") and len(given) == 3 and _is_zero(given[2]):
            return given[0] if self._is_of(given[1], given[0], self._below) else None
        return None

    def _is_of(self, mask: Any, source: Any, masks: Mapping[int, tuple[Tensor, Tensor, int]] | None = None) -> bool:
        """Whether a mask says where this very tensor, as it is now, is above zero, or of ``masks`` what they say."""
        noted = (self._masks if masks is None else masks).get(id(mask))
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
