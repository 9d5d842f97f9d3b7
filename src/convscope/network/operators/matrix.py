"""Products that run over a whole axis: fully connected layers, matrix products, sums over named axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import torch
from torch import Tensor

from convscope.arithmetic import Spread, linear_macs
from convscope.network.operators.mismatch import WORDS
from convscope.network.operators.operation import Operation, bind, nothing
from convscope.network.operators.reading import ALL, AxisRead, Reading, in_place, same


def linear(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.linear`: on a vector it reads everything, on the last axis of a map one place."""
    bound = bind(("input", "weight", "bias"), args, kwargs)
    shape, weight = tuple(bound["input"].shape), tuple(bound["weight"].shape)
    out_features, in_features = weight[0], weight[-1]
    mismatch = would_fit = None
    if shape[-1:] != (in_features,):
        mismatch = WORDS.say("features", expected=in_features, got=shape[-1])
        would_fit = WORDS.say("fit_features", got=shape[-1])
        if len(shape) == 4 and prod(shape[1:]) == in_features:
            would_fit = WORDS.say("fit_flatten")
    return Operation(
        ((bound["input"], in_place(len(shape), {len(shape) - 1: ALL})),),
        macs=lambda _: linear_macs(in_features, out_features, rows=prod(shape[:-1])),
        mismatch=mismatch,
        would_fit=would_fit,
    )


def bilinear(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.bilinear`, xᵀWy for each output: in₁·in₂ products, and in₂ more."""
    bound = bind(("input1", "input2", "weight", "bias"), args, kwargs)
    _, one, two = bound["weight"].shape
    tensors = (bound["input1"], bound["input2"])
    reads = tuple((tensor, in_place(tensor.ndim, {tensor.ndim - 1: ALL})) for tensor in tensors)
    return Operation(reads, macs=lambda output: prod(output) * int(two) * (int(one) + 1))


def matrix_product(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``matmul``, ``mm``, ``bmm`` and ``@``: each output number is a product over the shared axis."""
    bound = bind(("input", "other"), args, kwargs)
    one = bound["input"]
    two: Tensor = bound["other"] if "other" in bound else bound["mat2"]
    inner = int(one.shape[-1])
    batch = max(one.ndim, two.ndim) - 2
    rows, columns = one.ndim > 1, two.ndim > 1  # a vector's axis is summed away
    out_rank = max(batch, 0) + rows + columns
    longest = torch.broadcast_shapes(one.shape[:-2], two.shape[:-2])  # type: ignore[no-untyped-call]

    def outer(tensor: Tensor) -> list[AxisRead]:
        """Read the axes before the last two, matched from the last and spread where they are 1."""
        own = max(tensor.ndim - 2, 0)
        first = max(batch, 0) - own
        return [
            AxisRead(first + axis, Spread())
            if int(tensor.shape[axis]) == 1 != longest[first + axis]
            else same(first + axis)
            for axis in range(own)
        ]

    left = [*outer(one), same(out_rank - 1 - columns), ALL] if rows else [ALL]
    right = [*outer(two), ALL, same(out_rank - 1)] if columns else [ALL]
    reads = ((one, Reading(tuple(left))), (two, Reading(tuple(right))))
    return Operation(reads, macs=lambda output: prod(output) * inner, unbounded="if merged")


def added_product(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``addmm``, ``addmv``, ``baddbmm``: a product to which a first tensor, mostly a parameter, is added."""
    product = matrix_product(args[1:3], {})
    return Operation(product.reads, macs=product.macs, unbounded=product.unbounded)


def dot(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``dot``, ``vdot`` of two vectors, ``vecdot`` of last axes: one product for each number."""
    bound = bind(("input", "other"), args, kwargs)
    one, two = bound["input"], bound["other"] if "other" in bound else bound["tensor"]
    products = prod(torch.broadcast_shapes(one.shape, two.shape))  # type: ignore[no-untyped-call]
    return Operation(macs=lambda _: products)


def added_batch_product(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``addbmm``: the products of a batch of matrices, (b, n, m) by (b, m, p), added up."""
    one, two = args[1:3]
    products = prod(one.shape) * int(two.shape[-1])
    return Operation(
        ((one, Reading((ALL, same(0), ALL))), (two, Reading((ALL, ALL, same(1))))), macs=lambda _: products
    )


def einsum(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.einsum`: letters that the result lacks are summed over; MACs of two factors by the letters.

    One factor alone is only summed. Of three and more the order decides, and what is done is counted.
    """
    equation, tensors = args[0], args[1:]
    tensors = list(tensors[0]) if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else list(tensors)
    terms, _, result = str(equation).replace(" ", "").partition("->")
    inputs = terms.split(",")
    if "." in terms or not result or len(inputs) != len(tensors):
        return Operation()
    sizes = {
        letter: int(n) for term, t in zip(inputs, tensors, strict=True) for letter, n in zip(term, t.shape, strict=True)
    }
    reads = tuple(
        (tensor, Reading(tuple(same(result.index(letter)) if letter in result else ALL for letter in term)))
        for term, tensor in zip(inputs, tensors, strict=True)
    )
    total = prod(sizes.values())
    macs = {1: nothing, 2: lambda _: total}.get(len(tensors))
    return Operation(reads, macs=macs, unbounded="if merged" if len(tensors) > 1 else "yes")


def recurrent(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.lstm`, ``gru``, ``rnn_tanh``, ``rnn_relu``: every step of every sequence meets each weight once.

    On (steps, batch, features) or its like, packed sequences too; how far a step sees is not followed.
    """
    steps = prod(int(length) for length in args[0].shape[:-1])
    weights = next(value for value in args if isinstance(value, list))  # the states are a tensor, or a tuple
    products = steps * sum(int(weight.numel()) for weight in weights if weight.ndim == 2)
    return Operation(macs=lambda _: products)
