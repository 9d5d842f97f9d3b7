"""Normalisation layers: batch norm with kept statistics is pointwise; what averages over the map reads all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from torch import Tensor

from convscope.arithmetic import Everything, Groups, Window
from convscope.network.operators.mismatch import WORDS
from convscope.network.operators.operation import Operation, bind, one
from convscope.network.operators.reading import ALL, AxisRead, in_place

BATCH_NORM_NAMES = ("input", "running_mean", "running_var", "weight", "bias", "training")
INSTANCE_NORM_NAMES = ("input", "running_mean", "running_var", "weight", "bias", "use_input_stats")
GROUP_NORM_NAMES = ("input", "num_groups", "weight", "bias")


def batch_norm(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.batch_norm`: in training it averages over the batch and the map."""
    bound = bind(BATCH_NORM_NAMES, args, kwargs)
    rank = bound["input"].ndim
    if not bound.get("training"):
        return _fitting(one(bound["input"], in_place(rank)), bound, "num_features")
    read = in_place(rank, {axis: ALL for axis in range(rank) if axis != 1})
    operation = _fitting(one(bound["input"], read, unbounded="yes"), bound, "num_features")
    return operation if _values(bound["input"]) > 1 else _alone(operation, "batch_of_one")


def instance_norm(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.instance_norm`: a channel's mean is over its map, or a kept one."""
    bound = bind(INSTANCE_NORM_NAMES, args, kwargs)
    rank = bound["input"].ndim
    if not bound.get("use_input_stats", True):
        return _fitting(one(bound["input"], in_place(rank)), bound, "num_features")
    read = in_place(rank, dict.fromkeys(range(2, rank), ALL))
    operation = _fitting(one(bound["input"], read, unbounded="yes"), bound, "num_features")
    return operation if bound["input"].shape[2:].numel() > 1 else _alone(operation, "map_of_one")


def group_norm(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.group_norm`, whose mean is over the map and the channels of a group."""
    bound = bind(GROUP_NORM_NAMES, args, kwargs)
    rank, groups, channels = bound["input"].ndim, int(bound["num_groups"]), int(bound["input"].shape[1])
    changed = {1: AxisRead(1, Groups(groups)), **dict.fromkeys(range(2, rank), ALL)}
    operation = _fitting(one(bound["input"], in_place(rank, changed), unbounded="yes"), bound, "num_channels")
    if operation.mismatch is None and channels % groups:
        said = WORDS.say("groups", groups=groups, channels=channels)
        return replace(operation, mismatch=said, would_fit=WORDS.say("fit_groups", channels=channels))
    return (
        operation
        if _values(bound["input"]) * channels > groups
        else _alone(operation, "group_of_one", channels=channels)
    )


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


def _fitting(operation: Operation, bound: Mapping[str, Any], argument: str) -> Operation:
    """Compare the channels that come with those that the norm was made for by ``argument``."""
    got = int(bound["input"].shape[1])
    for name in ("running_mean", "weight"):
        kept = bound.get(name)
        if isinstance(kept, Tensor) and kept.numel() != got:
            said = WORDS.say("normed", expected=kept.numel(), got=got)
            return replace(operation, mismatch=said, would_fit=WORDS.say("fit_normed", argument=argument, got=got))
    return operation


def _alone(operation: Operation, name: str, **facts: int) -> Operation:
    """Say that a mean is over one number, unless something else is wrong already."""
    if operation.mismatch is not None:
        return operation
    return replace(operation, mismatch=WORDS.say(name), would_fit=WORDS.say(f"fit_{name}", **facts))


def _values(tensor: Tensor) -> int:
    """Count the numbers of a channel, over the batch and the map."""
    return tensor.numel() // int(tensor.shape[1])
