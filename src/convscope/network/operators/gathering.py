"""Operators that run along whole axes: sums and means, softmax, what counts along an axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor

from convscope.network.operators.operation import Operation, axes_of, bind, nothing, one, pointwise
from convscope.network.operators.reading import ALL, gathered, in_place


def reduction(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``mean``, ``sum``, ``amax``, ``var`` and their like over some axes, or over all.

    ``max`` and ``min`` of two tensors go place by place.
    """
    bound = bind(("input", "dim", "keepdim"), args, kwargs)
    tensor = bound["input"]
    dim = bound.get("dim", bound.get("axis"))
    if isinstance(dim, Tensor) or "other" in kwargs:
        return pointwise(args, kwargs)
    if isinstance(dim, bool) or (dim is not None and not isinstance(dim, (int, Sequence))):
        return Operation(macs=nothing)  # var(unbiased)
    return one(
        tensor,
        gathered(tensor.ndim, axes_of(dim, tensor.ndim), keepdim=bool(bound.get("keepdim", False))),
        unbounded="yes",
    )


def norm(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``norm``, whose first argument is the power."""
    bound = bind(("input", "p", "dim", "keepdim"), args, kwargs)
    return reduction((bound["input"], bound.get("dim"), bound.get("keepdim", False)), {})


def softmax(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe ``softmax``, ``log_softmax``, ``normalize``: each number depends on all along its axis."""
    bound = bind(("input", "dim"), args, kwargs)
    return _along(bound["input"], bound.get("dim"))


def normalize(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.normalize`, over the channels unless said."""
    bound = bind(("input", "p", "dim"), args, kwargs)
    return _along(bound["input"], bound.get("dim", 1))


def _along(tensor: Any, dim: Any) -> Operation:
    if dim is None:
        return Operation()
    axis = int(dim) % tensor.ndim
    return one(tensor, in_place(tensor.ndim, {axis: ALL}), unbounded="yes")
