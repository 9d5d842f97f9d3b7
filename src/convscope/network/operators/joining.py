"""Operators that put tensors together and take them apart: concatenation, stacks, chunks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

from convscope.network.operators.operation import Operation, bind, nothing
from convscope.network.operators.reading import Reading, in_place, placed, same


def concatenation(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``cat``: each tensor lies behind the one before."""
    bound = bind(("tensors", "dim"), args, kwargs)
    tensors = [tensor for tensor in bound["tensors"] if tensor.shape != (0,)]  # torch skips these
    dim = int(bound.get("dim", bound.get("axis", 0))) % tensors[0].ndim
    lengths = [int(tensor.shape[dim]) for tensor in tensors]
    offsets = (0, *accumulate(lengths))
    reads = tuple((tensor, placed(tensor.ndim, dim, offset)) for tensor, offset in zip(tensors, offsets, strict=False))
    return Operation(reads, macs=nothing)


def stack(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``stack``: each tensor is one position of a new axis."""
    bound = bind(("tensors", "dim"), args, kwargs)
    rank = bound["tensors"][0].ndim
    dim = int(bound.get("dim", 0)) % (rank + 1)
    axes = tuple(same(axis + (axis >= dim)) for axis in range(rank))
    return Operation(
        tuple(
            (tensor, Reading(axes, within=((dim, range(place, place + 1)),)))
            for place, tensor in enumerate(bound["tensors"])
        ),
        macs=nothing,
    )


def parts(args: Sequence[Any], kwargs: Mapping[str, Any], *, name: str) -> Operation:
    """Describe ``chunk``, ``split``, ``tensor_split`` and ``unbind``: several tensors cut from one along an axis."""
    bound = bind(("input", "size", "dim"), args, kwargs) if name != "unbind" else bind(("input", "dim"), args, kwargs)
    tensor, dim = bound["input"], int(bound.get("dim", 0)) % bound["input"].ndim
    size = bound.get("size", bound.get("chunks", bound.get("split_size", bound.get("split_size_or_sections"))))
    if size is None and name != "unbind":
        return Operation()
    lengths = _lengths(name, int(tensor.shape[dim]), size)
    starts = (0, *accumulate(lengths))[: len(lengths)]
    gone = int(name == "unbind")
    return Operation(
        ((tensor, in_place(tensor.ndim)),), macs=nothing, parts=tuple((dim, start, gone) for start in starts)
    )


def _lengths(name: str, length: int, size: Any) -> list[int]:
    """Work out how long each part is, as torch cuts."""
    if name == "unbind":
        return [1] * length
    if name == "chunk":
        each = -(-length // int(size))
        return [min(each, length - start) for start in range(0, length, each)]
    if name == "tensor_split" and isinstance(size, int):
        return [length // size + (place < length % size) for place in range(size)]
    if name == "tensor_split":
        ends = [0, *(min(int(end), length) for end in size), length]
        return [max(end - start, 0) for start, end in pairwise(ends)]
    if isinstance(size, int):
        return [min(size, length - start) for start in range(0, length, size)]
    return [int(part) for part in size]
