"""Operators that move numbers and change none: reshaping, other orders of axes, spreading, repeating, turning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from torch import Tensor

from convscope.arithmetic import Gathered, Groups, Repeated, Rolled, Slice, Spread
from convscope.network.operators.operation import Operation, axes_of, bind, nothing, one
from convscope.network.operators.reading import (
    AxisRead,
    Chained,
    Reading,
    Reshaped,
    Shape,
    broadcast,
    in_place,
    moved,
    same,
)


def reshape(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``view``, ``reshape``, ``flatten``, ``squeeze`` and their like: the same numbers in the same order."""
    return one(bind(("input",), args, kwargs)["input"], Reshaped())


def reshape_as(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``view_as`` and ``reshape_as``: of the other tensor only the shape is asked."""
    bound = bind(("input", "other"), args, kwargs)
    return Operation(((bound["input"], Reshaped()),), macs=nothing, asked=(bound["other"],))


def typed(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``to`` and ``type_as``: the same numbers in another type, which another tensor may give."""
    others = tuple(value for value in (*args[1:], *kwargs.values()) if isinstance(value, Tensor))
    return Operation(((args[0], in_place(args[0].ndim)),), macs=nothing, asked=others)


def copied(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``copy_``: another tensor's numbers in place of one's own, spread as torch does."""
    bound = bind(("input", "src"), args, kwargs)
    target, source = bound["input"], bound["src"]
    read = broadcast(tuple(source.shape), tuple(target.shape))
    return Operation(((source, read),), macs=nothing, asked=(target,))


def permute(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``permute``."""
    bound = bind(
        ("input", "dims"), (args[0], args[1:] if len(args) > 2 else args[1]) if len(args) > 1 else args, kwargs
    )
    order = [int(axis) % bound["input"].ndim for axis in bound["dims"]]
    return one(bound["input"], moved(order))


def transpose(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``transpose``, ``swapaxes``, ``t``, ``T`` and ``mT``: two axes change places, by default the last."""
    bound = bind(("input", "dim0", "dim1"), args, kwargs)
    tensor = bound["input"]
    order = list(range(tensor.ndim))
    if len(order) < 2:
        return one(tensor, in_place(tensor.ndim))
    first, second = int(bound.get("dim0", -2)) % tensor.ndim, int(bound.get("dim1", -1)) % tensor.ndim
    order[first], order[second] = order[second], order[first]
    return one(tensor, moved(order))


def reversed_axes(args: Sequence[Any], _kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``T``: the axes from last to first."""
    return one(args[0], moved(tuple(reversed(range(args[0].ndim)))))


def movedim(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``movedim`` and ``moveaxis`` of one axis or of several."""
    bound = bind(("input", "source", "destination"), args, kwargs)
    rank = bound["input"].ndim
    sources, destinations = (
        [int(axis) % rank for axis in (value if isinstance(value, Sequence) else (value,))]
        for value in (bound["source"], bound["destination"])
    )
    left = iter(axis for axis in range(rank) if axis not in sources)
    goes = dict(zip(destinations, sources, strict=True))
    return one(bound["input"], moved([goes[place] if place in goes else next(left) for place in range(rank)]))


def expand(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``expand``: axes of length 1 are spread, new ones come before."""
    tensor = args[0]
    sizes = kwargs.get("size", args[1] if len(args) == 2 and isinstance(args[1], Sequence) else args[1:])
    first = len(sizes) - tensor.ndim
    axes = (
        AxisRead(first + axis, Spread())
        if length == 1 and int(sizes[first + axis]) not in (1, -1)
        else same(first + axis)
        for axis, length in enumerate(tensor.shape)
    )
    return one(tensor, Reading(tuple(axes)))


def expand_as(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``expand_as``: of the other tensor only the shape is asked."""
    bound = bind(("input", "other"), args, kwargs)
    return replace(expand((bound["input"], tuple(bound["other"].shape)), {}), asked=(bound["other"],))


def repeat(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``repeat`` where an axis is kept or of length 1; a longer one that is repeated is not described."""
    tensor = args[0]
    times = kwargs.get("repeats", args[1] if len(args) == 2 and isinstance(args[1], Sequence) else args[1:])
    first = len(times) - tensor.ndim
    lengths = [int(length) for length in tensor.shape]
    if any(length > 1 and int(times[first + axis]) != 1 for axis, length in enumerate(lengths)):
        return Operation(macs=nothing)
    sizes = [int(time) if place < first else int(time) * lengths[place - first] for place, time in enumerate(times)]
    return one(tensor, broadcast(tuple(lengths), tuple(sizes)))


def flip(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``flip``: axes turned round."""
    bound = bind(("input", "dims"), args if len(args) < 3 else (args[0], args[1:]), kwargs)
    tensor = bound["input"]
    over = axes_of(bound["dims"], tensor.ndim)
    turned = {axis: AxisRead(axis, Slice(int(tensor.shape[axis]) - 1, -1)) for axis in over}
    return one(tensor, in_place(tensor.ndim, turned))


def roll(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.roll` along named axes; without them the order is that of the flattened tensor."""
    bound = bind(("input", "shifts", "dims"), args, kwargs)
    tensor, shifts, dims = bound["input"], bound["shifts"], bound.get("dims")
    if dims is None or (isinstance(dims, Sequence) and not dims):
        return Operation()
    pairs = zip(_listed(dims), _listed(shifts), strict=True)
    rolled = {dim % tensor.ndim: AxisRead(dim % tensor.ndim, Rolled(shift)) for dim, shift in pairs}
    return one(tensor, in_place(tensor.ndim, rolled))


def pixel_shuffle(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.pixel_shuffle`: r² channels become r × r pixels."""
    bound = bind(("input", "upscale_factor"), args, kwargs)
    tensor, r = bound["input"], int(bound["upscale_factor"])
    *outer, channels, height, width = map(int, tensor.shape)
    apart = (*outer, channels // (r * r), r, r, height, width)
    order = [0, 3, 1, 4, 2]
    together = (*outer, channels // (r * r), height * r, width * r)
    rank = tensor.ndim
    plain = {axis: AxisRead(axis, Repeated(r)) for axis in (rank - 2, rank - 1)}
    return one(tensor, _rearranged(apart, order, together, {rank - 3: AxisRead(rank - 3, Gathered(r * r)), **plain}))


def pixel_unshuffle(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.pixel_unshuffle`, its inverse."""
    bound = bind(("input", "downscale_factor"), args, kwargs)
    tensor, r = bound["input"], int(bound["downscale_factor"])
    *outer, channels, height, width = map(int, tensor.shape)
    apart = (*outer, channels, height // r, r, width // r, r)
    order = [0, 2, 4, 1, 3]
    together = (*outer, channels * r * r, height // r, width // r)
    rank = tensor.ndim
    plain = {axis: AxisRead(axis, Gathered(r)) for axis in (rank - 2, rank - 1)}
    return one(tensor, _rearranged(apart, order, together, {rank - 3: AxisRead(rank - 3, Repeated(r * r)), **plain}))


def channel_shuffle(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.channel_shuffle`, the groups' channels in turn."""
    bound = bind(("input", "groups"), args, kwargs)
    tensor, groups = bound["input"], int(bound["groups"])
    batch, channels, *rest = map(int, tensor.shape)
    apart = (batch, groups, channels // groups, *rest)
    order = [1, 0, *range(2, 2 + len(rest))]
    return one(tensor, _rearranged(apart, order, (batch, channels, *rest), {1: AxisRead(1, Groups(1))}))


def _rearranged(apart: Shape, order: Sequence[int], together: Shape, plain: dict[int, AxisRead]) -> Chained:
    """Cut axes apart, put the last ones into another order, and merge them to another shape."""
    first = len(apart) - len(order)
    turned = [*range(first), *(first + axis for axis in order)]
    between = tuple(apart[axis] for axis in turned)
    return Chained(
        ((Reshaped(), apart), (moved(turned), between), (Reshaped(), together)), in_place(len(together), plain)
    )


def _listed(value: Any) -> list[int]:
    return [int(part) for part in value] if isinstance(value, Sequence) else [int(value)]
