"""Normalisation layers: batch norm with kept statistics is pointwise; what averages over the map reads all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from convscope.network.operators.operation import Operation, bind, nothing

BATCH_NORM_NAMES = ("input", "running_mean", "running_var", "weight", "bias", "training")


def batch_norm(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.batch_norm`: in training it averages over the batch and the map."""
    bound = bind(BATCH_NORM_NAMES, args, kwargs)
    if bound.get("training"):
        return Operation("whole", macs=nothing, unbounded=True)
    return Operation("pointwise", macs=nothing)


def map_norm(_args: Sequence[Any], _kwargs: Mapping[str, Any]) -> Operation:
    """Describe group and instance norm, whose mean and variance are taken over the map."""
    return Operation("whole", macs=nothing, unbounded=True)
