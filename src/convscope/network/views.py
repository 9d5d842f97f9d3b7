"""Which part of a tensor another one shows: both are views of one memory, told apart by offset, shape and strides."""

from __future__ import annotations

from typing import Any, TypeAlias

from torch import Tensor

Index: TypeAlias = tuple[int | slice, ...]


def shows_same(one: Tensor, two: Tensor) -> bool:
    """Whether two views of one memory show the same numbers at the same places; strides of lone ones do not matter."""
    return _seen(one) == _seen(two)


def index_into(whole: Tensor, part: Tensor) -> Index | None:
    """Find whole numbers and slices so that ``whole[index]`` shows what ``part`` does; None where none do.

    >>> import torch
    >>> maps = torch.zeros(1, 4, 6, 6)
    >>> index_into(maps, maps[:, 2, 1:4])
    (slice(0, 1, None), 2, slice(1, 4, None), slice(0, 6, None))
    >>> index_into(maps, maps.mT) is None
    True
    """
    starts = _starts(whole, int(part.storage_offset()) - int(whole.storage_offset()))
    if starts is None or part.ndim > whole.ndim:
        return None
    index: list[int | slice] = []
    dim = 0
    for axis, start in enumerate(starts):
        left, needed = whole.ndim - axis, part.ndim - dim
        if needed and (left == needed or part.stride(dim) == whole.stride(axis)):
            index.append(slice(start, start + int(part.shape[dim])))
            dim += 1
        else:
            index.append(start)
    found = tuple(index)
    return found if shows_same(whole[found], part) else None


def apart(one: Tensor, two: Tensor) -> bool:
    """Whether two views of one memory surely have no number in common.

    >>> import torch
    >>> maps = torch.zeros(1, 4, 6, 6)
    >>> left, right = maps.split(3, -1)
    >>> apart(left, right), apart(left, maps[:, 1])
    (True, False)
    """
    if _last(one) < two.storage_offset() or _last(two) < one.storage_offset():
        return True
    base = one._base
    if base is None:
        return False
    first, second = index_into(base, one), index_into(base, two)
    if first is None or second is None:
        return False
    return any(_last_of(a) < _first_of(b) or _last_of(b) < _first_of(a) for a, b in zip(first, second, strict=True))


def _seen(tensor: Tensor) -> tuple[Any, ...]:
    steps = [step for step, length in zip(tensor.stride(), tensor.shape, strict=True) if length != 1]
    return tuple(tensor.shape), steps, tensor.storage_offset()


def _starts(whole: Tensor, offset: int) -> list[int] | None:
    """Write an offset in the tensor's own steps, the widest first."""
    starts, steps = [0] * whole.ndim, whole.stride()
    for axis in sorted(range(whole.ndim), key=lambda axis: -steps[axis]):
        step = steps[axis]
        if whole.shape[axis] > 1 and step > 0:
            starts[axis], offset = divmod(offset, step)
    within = all(0 <= start < length for start, length in zip(starts, whole.shape, strict=True))
    return starts if within and offset == 0 else None


def _last(tensor: Tensor) -> int:
    """Where in memory its last number lies."""
    steps = zip(tensor.stride(), tensor.shape, strict=True)
    return int(tensor.storage_offset() + sum(step * (length - 1) for step, length in steps))


def _first_of(entry: int | slice) -> int:
    return entry if isinstance(entry, int) else int(entry.start)


def _last_of(entry: int | slice) -> int:
    return entry if isinstance(entry, int) else int(entry.stop) - 1
