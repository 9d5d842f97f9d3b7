"""Normalisation layers: batch norm with kept statistics is pointwise; what averages over the map reads all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from convscope.arithmetic import Everything, Groups, Window
from convscope.network.operators.operation import Operation, bind, one
from convscope.network.operators.reading import ALL, AxisRead, in_place

BATCH_NORM_NAMES = ("input", "running_mean", "running_var", "weight", "bias", "training")
INSTANCE_NORM_NAMES = ("input", "running_mean", "running_var", "weight", "bias", "use_input_stats")


def batch_norm(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.batch_norm`: in training it averages over the batch and the map."""
    bound = bind(BATCH_NORM_NAMES, args, kwargs)
    rank = bound["input"].ndim
    if bound.get("training"):
        return one(bound["input"], in_place(rank, {axis: ALL for axis in range(rank) if axis != 1}), unbounded="yes")
    return one(bound["input"], in_place(rank))


def instance_norm(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.instance_norm`: a channel's mean is over its map, or a kept one."""
    bound = bind(INSTANCE_NORM_NAMES, args, kwargs)
    rank = bound["input"].ndim
    if not bound.get("use_input_stats", True):
        return one(bound["input"], in_place(rank))
    return one(bound["input"], in_place(rank, dict.fromkeys(range(2, rank), ALL)), unbounded="yes")


def group_norm(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.group_norm`, whose mean is over the map and the channels of a group."""
    bound = bind(("input", "num_groups"), args, kwargs)
    rank = bound["input"].ndim
    changed = {1: AxisRead(1, Groups(int(bound["num_groups"]))), **dict.fromkeys(range(2, rank), ALL)}
    return one(bound["input"], in_place(rank, changed), unbounded="yes")


def layer_norm(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.layer_norm` and ``rms_norm``, over the last axes."""
    bound = bind(("input", "normalized_shape"), args, kwargs)
    rank = bound["input"].ndim
    over = range(rank - len(bound["normalized_shape"]), rank)
    return one(bound["input"], in_place(rank, {axis: AxisRead(None, Everything()) for axis in over}), unbounded="yes")


def local_response_norm(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.local_response_norm`, a mean over ``size`` neighbouring channels."""
    bound = bind(("input", "size"), args, kwargs)
    size = int(bound["size"])
    window = Window(kernel=size, padding=(size // 2, (size - 1) // 2))
    return one(bound["input"], in_place(bound["input"].ndim, {1: AxisRead(1, window)}))
