"""Call a torch function with other arguments than it came with, by the names that constructors give them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import Any

import torch
from torch import Tensor

from convscope.errors import ConvscopeError
from convscope.network.changes import Value

POOL = ("input", "kernel_size", "stride", "padding")
NAMES: dict[str, tuple[str, ...]] = {  # of functions that are built in, and tell no signature
    "conv": ("input", "weight", "bias", "stride", "padding", "dilation", "groups"),
    "conv_transpose": ("input", "weight", "bias", "stride", "padding", "output_padding", "groups", "dilation"),
    "linear": ("input", "weight", "bias"),
    "max_pool": (*POOL, "dilation", "ceil_mode", "return_indices"),
    "avg_pool": (*POOL, "ceil_mode", "count_include_pad", "divisor_override"),
}
SHAPING = frozenset(("kernel_size", "in_channels", "out_channels", "in_features", "out_features", "groups"))


def bound(func: Callable[..., Any], name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Give a call's arguments by name; `ConvscopeError` where the function does not say how they are called."""
    names = NAMES.get(name.rstrip("123d").removesuffix("_") if name.endswith("d") else name)
    if names is None:
        try:
            names = tuple(inspect.signature(func).parameters)
        except (TypeError, ValueError) as error:
            raise ConvscopeError(f"the arguments of {name} are not known") from error
    return {**dict(zip(names, args, strict=False)), **kwargs}


def rewritten(call: dict[str, Any], name: str, changed: Mapping[str, Value]) -> None:
    """Set arguments of a bound call, in place; `ConvscopeError` for one that it does not take.

    What a constructor makes of an argument, a function gets as the shape of its weights: ``kernel_size``,
    ``out_channels``, ``groups``, ``bias``, ``num_features``.
    """
    weighted = isinstance(call.get("weight"), Tensor) and name.startswith(("conv", "linear"))
    shaping: dict[str, Any] = {}
    for argument, value in changed.items():
        if argument == "bias" and weighted:
            if value is not False:
                raise ConvscopeError(f"bias={value} cannot be set on {name}")
            call["bias"] = None
        elif weighted and argument in SHAPING:
            shaping[argument.replace("features", "channels")] = value
        elif argument == "num_features":
            for part in ("running_mean", "running_var", "weight", "bias"):
                if isinstance(call.get(part), Tensor):
                    call[part] = _like(call[part], (value,))
        elif argument not in call and argument not in _known(name):
            raise ConvscopeError(f"{name} takes no {argument}")
        else:
            call[argument] = value
    if shaping:
        _reweigh(call, name, shaping)


def _known(name: str) -> tuple[str, ...]:
    if name == "interpolate":
        return ("size", "scale_factor", "mode", "align_corners", "recompute_scale_factor", "antialias")
    return NAMES.get(name.rstrip("123d").removesuffix("_") if name.endswith("d") else name, ())


def _reweigh(call: dict[str, Any], name: str, changed: Mapping[str, Any]) -> None:
    """Make the weights of a convolution or a fully connected layer anew, of other channels, groups or kernel."""
    weight = call["weight"]
    groups, transposed = int(call.get("groups", 1)), name.startswith("conv_transpose")
    first, second, *kernel = weight.shape
    wide_in, wide_out = (first, second * groups) if transposed else (second * groups, first)
    wide_in, wide_out = changed.get("in_channels", wide_in), changed.get("out_channels", wide_out)
    groups = changed.get("groups", groups)
    if wide_in % groups or wide_out % groups:
        raise ConvscopeError(f"{wide_in} to {wide_out} channels do not divide into {groups} groups")
    side = changed.get("kernel_size", tuple(kernel))
    side = (side,) * len(kernel) if isinstance(side, int) else tuple(side)
    shape = (wide_in, wide_out // groups, *side) if transposed else (wide_out, wide_in // groups, *side)
    if shape != tuple(weight.shape):
        call["weight"] = _like(weight, shape)
    if "groups" in changed:
        call["groups"] = groups
    bias = call.get("bias")
    if isinstance(bias, Tensor) and len(bias) != wide_out:
        call["bias"] = _like(bias, (wide_out,))


def _like(tensor: Tensor, shape: Sequence[Any]) -> Tensor:
    if prod(shape) < 1:
        raise ConvscopeError(f"weights of {tuple(shape)} came, which are none")
    return torch.empty(tuple(shape), dtype=tensor.dtype, device=tensor.device)


def fitting(call: Mapping[str, Any], name: str) -> dict[str, Value]:
    """Say which arguments would make a layer take the channels that reach it; none where it takes them already.

    Only of layers that say how many come in: convolutions, fully connected layers, batch norms. A depthwise convolution
    stays one.
    """
    taken, weight = call.get("input"), call.get("weight")
    if not isinstance(taken, Tensor):
        return {}
    if name == "batch_norm":
        own = next((part for part in map(call.get, ("running_mean", "weight")) if isinstance(part, Tensor)), None)
        return {} if own is None or len(own) == taken.shape[1] else {"num_features": int(taken.shape[1])}
    if not isinstance(weight, Tensor):
        return {}
    if name == "linear":
        came = int(taken.shape[-1])
        return {} if weight.shape[1] == came else {"in_features": came}
    if not name.startswith("conv"):
        return {}
    came, groups = int(taken.shape[1 if taken.dim() == weight.dim() else 0]), int(call.get("groups", 1))
    transposed = name.startswith("conv_transpose")
    wide = int(weight.shape[0] if transposed else weight.shape[1] * groups)
    if wide == came:
        return {}
    if groups == wide > 1:
        out = int(weight.shape[1] * groups if transposed else weight.shape[0])
        return {"in_channels": came, "out_channels": came * (out // wide), "groups": came}
    return {"in_channels": came}
