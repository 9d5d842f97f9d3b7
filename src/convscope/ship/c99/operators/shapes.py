"""What moves numbers or only sees them otherwise: reshapes, permutations, slices, concatenation."""

from __future__ import annotations

from math import prod
from typing import Any

import torch
from torch import Tensor

from convscope.ship.c99.lowering import axis_of, lowers, map_size, taken
from convscope.ship.c99.operators.arithmetic import spread_to
from convscope.ship.c99.program import Builder, CannotShip
from convscope.ship.c99.values import Shape, Value, in_order, nesting, viewed


def reshaped(builder: Builder, value: Value, shape: tuple[int, ...]) -> Value:
    """See the numbers, in PyTorch's order, in another shape; they are moved only where that is not possible."""
    rest = prod(length for length in shape if length != -1)
    shape = tuple(value.size // rest if length == -1 else int(length) for length in shape)
    strides = viewed(value.shape, value.strides, shape)
    if strides is None:
        value = builder.flat(value)
        strides = viewed(value.shape, value.strides, shape)
        assert strides is not None
    return Value(shape, strides, value.storage, value.offset)


@lowers("view", "reshape", "_unsafe_view")
def view(builder: Builder, tensor: Value, **shape: Any) -> Value:
    """Reshape."""
    return reshaped(builder, tensor, tuple(next(iter(shape.values()))))


@lowers("flatten")
def flatten(builder: Builder, tensor: Value, *, start_dim: int, end_dim: int) -> Value:
    """Make one axis of several."""
    first, last = axis_of(start_dim, tensor), axis_of(end_dim, tensor)
    shape = tensor.shape
    return reshaped(builder, tensor, (*shape[:first], prod(shape[first : last + 1]), *shape[last + 1 :]))


@lowers("unflatten")
def unflatten(builder: Builder, tensor: Value, *, dim: int, sizes: Any) -> Value:
    """Make several axes of one."""
    axis = axis_of(dim, tensor)
    rest = prod(length for length in sizes if length != -1)
    lengths = [tensor.shape[axis] // rest if length == -1 else length for length in sizes]
    return reshaped(builder, tensor, (*tensor.shape[:axis], *lengths, *tensor.shape[axis + 1 :]))


def permuted(value: Value, order: Shape) -> Value:
    """Name the axes in another order; nothing moves."""
    return Value(
        tuple(value.shape[axis] for axis in order),
        tuple(value.strides[axis] for axis in order),
        value.storage,
        value.offset,
    )


@lowers("permute")
def permute(builder: Builder, tensor: Value, *, dims: Any) -> Value:
    """Put the axes in another order."""
    return permuted(tensor, tuple(axis_of(axis, tensor) for axis in dims))


@lowers("transpose")
def transpose(builder: Builder, tensor: Value, *, dim0: int, dim1: int) -> Value:
    """Exchange two axes."""
    order = list(range(len(tensor.shape)))
    one, other = axis_of(dim0, tensor), axis_of(dim1, tensor)
    order[one], order[other] = other, one
    return permuted(tensor, tuple(order))


@lowers("t", "numpy_T")
def turned(builder: Builder, tensor: Value) -> Value:
    """Exchange rows and columns."""
    return permuted(tensor, tuple(reversed(range(len(tensor.shape)))))


@lowers("unsqueeze")
def unsqueeze(builder: Builder, tensor: Value, *, dim: int) -> Value:
    """Add an axis of length 1."""
    axis = dim % (len(tensor.shape) + 1)
    shape, strides = tensor.shape, tensor.strides
    return Value(
        (*shape[:axis], 1, *shape[axis:]), (*strides[:axis], 0, *strides[axis:]), tensor.storage, tensor.offset
    )


@lowers("squeeze")
def squeeze(builder: Builder, tensor: Value, *, dim: Any = None) -> Value:
    """Drop axes of length 1."""
    asked = range(len(tensor.shape)) if dim is None else [dim] if isinstance(dim, int) else dim
    gone = {axis_of(axis, tensor) for axis in asked if tensor.shape[axis] == 1}
    kept = [axis for axis in range(len(tensor.shape)) if axis not in gone]
    return permuted(tensor, tuple(kept))


@lowers("expand_as")
def expand_as(builder: Builder, tensor: Value, *, other: Any) -> Value:
    """Repeat what is of length 1 until it has another's shape."""
    return spread_to(tensor, tuple(other.shape))


@lowers("new_zeros", "zeros_like", "new_ones", "ones_like", "new_full", "full_like", "fill")
def constant(builder: Builder, tensor: Any, **arguments: Any) -> Tensor:
    """Give what is the same whatever the picture: a tensor of one number."""
    name = builder.place.operator
    number: Any = (
        0.0 if "zeros" in name else 1.0 if "ones" in name else arguments.get("fill_value", arguments.get("value"))
    )
    return torch.full(tuple(arguments.get("size", tensor.shape)), float(number))


@lowers("expand")
def expand(builder: Builder, tensor: Value, *, size: Any, **_: Any) -> Value:
    """Repeat what is of length 1, without a copy."""
    new = len(size) - len(tensor.shape)
    shape = tuple(tensor.shape[axis - new] if length == -1 else length for axis, length in enumerate(size))
    return spread_to(tensor, shape)


def part(value: Value, axis: int, start: int, length: int, step: int = 1) -> Value:
    """See a part along an axis."""
    shape = (*value.shape[:axis], length, *value.shape[axis + 1 :])
    strides = (*value.strides[:axis], value.strides[axis] * step, *value.strides[axis + 1 :])
    return Value(shape, strides, value.storage, value.offset + start * value.strides[axis])


@lowers("slice")
def slice_(builder: Builder, tensor: Value, *, dim: int, start: Any, end: Any, step: int) -> Value:
    """See every step-th from start to end."""
    axis = axis_of(dim, tensor)
    chosen = range(tensor.shape[axis])[slice(start, end, step)]
    return part(tensor, axis, chosen.start, len(chosen), step)


@lowers("narrow")
def narrow(builder: Builder, tensor: Value, *, dim: int, start: int, length: int) -> Value:
    """See a stretch of an axis."""
    axis = axis_of(dim, tensor)
    return part(tensor, axis, start % tensor.shape[axis], length)


@lowers("select")
def select(builder: Builder, tensor: Value, *, dim: int, index: int) -> Value:
    """See one of an axis, which is gone then."""
    axis = axis_of(dim, tensor)
    one = part(tensor, axis, index % tensor.shape[axis], 1)
    return permuted(one, tuple(other for other in range(len(one.shape)) if other != axis))


@lowers("chunk")
def chunk(builder: Builder, tensor: Value, *, chunks: int, dim: int) -> list[Value]:
    """See an axis in about equal parts."""
    axis = axis_of(dim, tensor)
    return _parts(tensor, axis, [-(-tensor.shape[axis] // chunks)])


@lowers("split", "split_with_sizes")
def split(builder: Builder, tensor: Value, *, dim: int, split_size: Any = 0, split_sizes: Any = ()) -> list[Value]:
    """See an axis in parts of the sizes asked for."""
    asked = [split_size] if isinstance(split_size, int) and split_size else list(split_sizes or split_size)
    return _parts(tensor, axis_of(dim, tensor), asked)


def _parts(value: Value, axis: int, sizes: list[int]) -> list[Value]:
    parts: list[Value] = []
    start = 0
    while start < value.shape[axis]:
        length = min(sizes[len(parts)] if len(sizes) > 1 else sizes[0], value.shape[axis] - start)
        parts.append(part(value, axis, start, length))
        start += length
    return parts


@lowers("unbind")
def unbind(builder: Builder, tensor: Value, *, dim: int) -> list[Value]:
    """See every one of an axis."""
    return [select(builder, tensor, dim=dim, index=index) for index in range(tensor.shape[axis_of(dim, tensor)])]


@lowers("cat")
def cat(builder: Builder, tensors: list[Any], *, dim: int) -> Value:
    """Put side by side along an axis."""
    parts = [taken(builder, tensor) for tensor in tensors]
    parts = [value for value in parts if value.shape != (0,)]
    axis = axis_of(dim, parts[0])
    shape = list(parts[0].shape)
    shape[axis] = sum(value.shape[axis] for value in parts)
    leading = max(parts, key=lambda value: (value.storage.numbers is None, value.size))
    output = builder.new(shape, in_order(tuple(shape), nesting(leading.shape, leading.strides)))
    start = 0
    for value in parts:
        builder.copied(value, part(output, axis, start, value.shape[axis]))
        start += value.shape[axis]
    return output


@lowers("stack")
def stack(builder: Builder, tensors: list[Any], *, dim: int) -> Value:
    """Put side by side along a new axis."""
    parts = [taken(builder, tensor) for tensor in tensors]
    axis = dim % (len(parts[0].shape) + 1)
    return cat(builder, [unsqueeze(builder, value, dim=axis) for value in parts], dim=axis)


@lowers("pixel_shuffle")
def pixel_shuffle(builder: Builder, tensor: Value, *, upscale_factor: int) -> Value:
    """Make pixels of channels."""
    height, width = map_size(tensor)
    factor = upscale_factor
    channels = tensor.shape[1] // factor**2
    apart = reshaped(builder, tensor, (1, channels, factor, factor, height, width))
    moved = builder.packed(permuted(apart, (0, 1, 4, 2, 5, 3)))
    return reshaped(builder, moved, (1, channels, height * factor, width * factor))


@lowers("pixel_unshuffle")
def pixel_unshuffle(builder: Builder, tensor: Value, *, downscale_factor: int) -> Value:
    """Make channels of pixels."""
    height, width = map_size(tensor)
    factor = downscale_factor
    apart = reshaped(builder, tensor, (1, tensor.shape[1], height // factor, factor, width // factor, factor))
    return reshaped(
        builder,
        permuted(apart, (0, 1, 3, 5, 2, 4)),
        (1, tensor.shape[1] * factor**2, height // factor, width // factor),
    )


@lowers("channel_shuffle")
def channel_shuffle(builder: Builder, tensor: Value, *, groups: int) -> Value:
    """Deal out the channels of each group in turn."""
    height, width = map_size(tensor)
    apart = reshaped(builder, tensor, (1, groups, tensor.shape[1] // groups, height, width))
    return reshaped(builder, permuted(apart, (0, 2, 1, 3, 4)), tensor.shape)


@lowers("roll")
def roll(builder: Builder, tensor: Value, *, shifts: Any, dims: Any) -> Value:
    """Push along axes, what falls off coming in again."""
    value = tensor
    asked = zip([shifts] if isinstance(shifts, int) else shifts, [dims] if isinstance(dims, int) else dims, strict=True)
    for shift, dim in asked:
        axis = axis_of(dim, value)
        length = value.shape[axis]
        pushed = shift % length
        if pushed:
            halves = [part(value, axis, length - pushed, pushed), part(value, axis, 0, length - pushed)]
            value = cat(builder, halves, dim=axis)
    return value


@lowers("repeat")
def repeat(builder: Builder, tensor: Value, *, repeats: Any) -> Value:
    """Lay out several times."""
    if len(repeats) < len(tensor.shape):
        raise CannotShip("it repeats fewer axes than there are")
    value = tensor
    while len(value.shape) < len(repeats):
        value = unsqueeze(builder, value, dim=0)
    for axis, times in enumerate(repeats):
        if times > 1:
            value = cat(builder, [value] * times, dim=axis)
    return value


@lowers("slice_scatter")
def slice_scatter(builder: Builder, tensor: Any, *, src: Any, dim: int, start: Any, end: Any, step: int) -> Value:
    """Replace every step-th from start to end: what is left of writing into a slice."""
    whole = taken(builder, tensor)
    output = builder.copied(whole, builder.like(whole))
    builder.copied(taken(builder, src), slice_(builder, output, dim=dim, start=start, end=end, step=step))
    return output


@lowers("select_scatter")
def select_scatter(builder: Builder, tensor: Any, *, src: Any, dim: int, index: int) -> Value:
    """Replace one of an axis."""
    whole = taken(builder, tensor)
    output = builder.copied(whole, builder.like(whole))
    builder.copied(taken(builder, src), select(builder, output, dim=dim, index=index))
    return output


@lowers("copy")
def copy(builder: Builder, tensor: Any, *, src: Any, non_blocking: bool = False) -> Value:
    """Take the other's numbers, at this one's shape."""
    return spread_to(taken(builder, src), tensor.shape)
