"""What the watcher wants to know of one call of a torch function, and how arguments are bound to names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import torch
from torch import Tensor

from convscope.arithmetic import Window
from convscope.network.operators.reading import Read, Shape, broadcast, in_place
from convscope.saying import Said

# Whether what is gathered along an axis of the map would be gathered at any size of it: a global pool does, a fully
# connected layer, whose weights fix the size, does not; a product does where both of its factors come from the input.
Unbounded = Literal["no", "yes", "if merged"]


@dataclass(frozen=True)
class Operation:
    """One call, described from its arguments before it runs.

    ``reads`` lists tensors of the arguments with how they are read; one that is not listed is read nobody knows how,
    but for those in ``asked``, of which only shape or type matters. ``macs`` takes the output's shape, and is None
    where no formula is known and the multiply-adds must be counted while the function runs. ``mismatch`` says in words
    why the arguments cannot fit, None where they can. ``parts`` gives, of a call with several outputs, the axis and
    the first position that each is cut from of the tensor that was read; a third number is 1 where the axis is gone.
    ``noted`` are numbers that `Layer` hands on as they are.
    """

    reads: tuple[tuple[Tensor, Read], ...] = ()
    windows: tuple[Window, ...] = ()
    groups: int = 1
    macs: Callable[[Shape], int] | None = None
    unbounded: Unbounded = "no"
    mismatch: Said | None = None
    would_fit: Said | None = None
    parts: tuple[tuple[int, int, int], ...] = ()
    asked: tuple[Tensor, ...] = ()
    noted: tuple[tuple[str, float], ...] = ()


def nothing(_: Shape) -> int:
    """No multiply-adds."""
    return 0


def pointwise(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe a call that makes each number of those at its place; smaller tensors are spread as torch does."""
    tensors = [value for value in (*args, *kwargs.values()) if isinstance(value, Tensor)]
    if len(tensors) == 1:
        return Operation(((tensors[0], in_place(tensors[0].ndim)),), macs=nothing)
    output = tuple(torch.broadcast_shapes(*(tensor.shape for tensor in tensors)))  # type: ignore[no-untyped-call]
    return Operation(tuple((tensor, broadcast(tuple(tensor.shape), output)) for tensor in tensors), macs=nothing)


def dropout(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.dropout` and its like, noting their ``p``."""
    bound = bind(("input", "p"), args, kwargs)
    return replace(pointwise((bound["input"],), {}), noted=(("p", float(bound.get("p", 0.5))),))


def prelu(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.prelu`: place by place; its weights are one a channel, which no spreading shows."""
    tensor = bind(("input", "weight"), args, kwargs)["input"]
    return one(tensor, in_place(tensor.ndim))


def one(tensor: Tensor, read: Read, *, unbounded: Unbounded = "no") -> Operation:
    """Describe a call without multiply-adds that reads one tensor."""
    return Operation(((tensor, read),), macs=nothing, unbounded=unbounded)


def bind(names: Sequence[str], args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Bind positional and keyword arguments to names; torch's builtins carry no signature to ask."""
    return {**dict(zip(names, args, strict=False)), **kwargs}


def per_axis(value: Any, axes: int) -> tuple[int, ...]:
    """Spread torch's "int or tuple" over the axes.

    >>> per_axis(2, 3), per_axis((1, 2), 2), per_axis((3,), 2)
    ((2, 2, 2), (1, 2), (3, 3))
    """
    if isinstance(value, int):
        return (value,) * axes
    values = tuple(int(part) for part in value)
    return values * axes if len(values) == 1 else values


def axes_of(dim: Any, rank: int) -> set[int]:
    """Read torch's ``dim``: one axis, several, or None for all of them.

    >>> axes_of(-1, 4), axes_of((2, -1), 4), axes_of(None, 2)
    ({3}, {2, 3}, {0, 1})
    """
    if dim is None or (isinstance(dim, Sequence) and not dim):
        return set(range(rank))
    return {int(axis) % rank for axis in (dim if isinstance(dim, Sequence) else (dim,))}
