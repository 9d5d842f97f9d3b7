"""Fully connected layers and matrix products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

from convscope.arithmetic import linear_macs
from convscope.network.operators.operation import Operation, Shape, bind


def linear(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.linear`: on a vector it reads everything, on the last axis of a map one place."""
    bound = bind(("input", "weight", "bias"), args, kwargs)
    shape, weight = tuple(bound["input"].shape), tuple(bound["weight"].shape)
    out_features, in_features = weight[0], weight[-1]
    mismatch = would_fit = ""
    if shape[-1:] != (in_features,):
        mismatch = f"expects {in_features} features and got {shape[-1]}"
        would_fit = f"in_features={shape[-1]}"
        if len(shape) == 4 and prod(shape[1:]) == in_features:
            would_fit = "flattening its input first: torch.flatten(x, 1)"
    return Operation(
        "whole" if len(shape) <= 2 else "unknown",
        macs=lambda _: linear_macs(in_features, out_features, rows=prod(shape[:-1])),
        mismatch=mismatch,
        would_fit=would_fit,
    )


def matrix_product(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``matmul``, ``mm``, ``bmm`` and ``@``: each output number is a product over the shared axis."""
    bound = bind(("input", "other"), args, kwargs)
    inner = int(bound["input"].shape[-1])

    def macs(output: Shape) -> int:
        return prod(output) * inner

    return Operation("unknown", macs=macs)
