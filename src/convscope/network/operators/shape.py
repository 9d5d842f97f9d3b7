"""Operators that move numbers without mixing places, or gather them: padding, reshape, concatenation, reduction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from convscope.arithmetic import Window
from convscope.network.operators.operation import Operation, bind, nothing


def padding(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.pad` with constant filling: a window of one tap with padding.

    Padding of the channels alone, as in ResNet's shortcuts without parameters, leaves each number in its place. Other
    modes (reflect, replicate, circular) read real pixels in the border, so there the reach is unknown.
    """
    bound = bind(("input", "pad", "mode", "value"), args, kwargs)
    shape, pads = tuple(bound["input"].shape), [int(pad) for pad in bound["pad"]]
    axes = len(shape) - 2
    constant = bound.get("mode", "constant") == "constant"
    if constant and axes >= 1 and len(pads) == 2 * axes + 2 and not any(pads[: 2 * axes]):
        return Operation("pointwise", macs=nothing)
    if not constant or len(pads) > 2 * axes or axes < 1:
        return Operation("unknown", macs=nothing)
    pads += [0] * (2 * axes - len(pads))
    pairs = [(pads[2 * axis], pads[2 * axis + 1]) for axis in range(axes)]  # torch lists the last axis first
    return Operation("window", tuple(Window(kernel=1, padding=pair) for pair in reversed(pairs)), macs=nothing)


def reshape(_args: Sequence[Any], _kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``view``, ``reshape``, ``flatten``, ``squeeze``: numbers keep their value and lose their place."""
    return Operation("reshape", macs=nothing)


def channelwise(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe concatenation, chunk and split: pointwise along the channels, otherwise unknown."""
    numbers = [value for value in (*args[1:], kwargs.get("dim")) if isinstance(value, int)]
    dim = kwargs["dim"] if isinstance(kwargs.get("dim"), int) else (numbers[-1] if numbers else 0)
    first = args[0][0] if isinstance(args[0], (list, tuple)) else args[0]
    dims = len(first.shape)
    if dims <= 2:  # vectors: nothing spatial is left to mix
        return Operation("pointwise", macs=nothing)
    return Operation("pointwise" if dim % dims == 1 else "unknown", macs=nothing)


def softmax(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``softmax`` and ``log_softmax``: along the channels pointwise; of a vector each reads every number."""
    first = args[0] if args else kwargs["input"]
    return Operation("whole", macs=nothing) if len(first.shape) <= 2 else channelwise((first, *args[1:]), kwargs)


def reduction(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``mean``, ``sum``, ``amax``, ``amin``: over the channels pointwise, over all of the map the whole."""
    bound = bind(("input", "dim"), args, kwargs)
    dims = len(bound["input"].shape)
    dim = bound.get("dim")
    over = set(range(dims)) if dim is None else {int(d) % dims for d in (dim if isinstance(dim, Sequence) else (dim,))}
    spatial = set(range(2, dims))
    if dims <= 2 or spatial <= over:  # of a vector, every number there is
        return Operation("whole", macs=nothing, unbounded=True)
    return Operation("pointwise" if over == {1} and kwargs.get("keepdim") else "unknown", macs=nothing)
