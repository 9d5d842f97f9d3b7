"""Operators that change the size of a map by its numbers: interpolation, padding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from convscope.arithmetic import Padded, Resampled, Window
from convscope.network.operators.operation import Operation, bind, nothing, one
from convscope.network.operators.reading import AxisRead, in_place

MODES: dict[str, Literal["nearest", "nearest-exact", "linear", "cubic", "area"]] = {
    "nearest": "nearest", "nearest-exact": "nearest-exact", "linear": "linear", "bilinear": "linear",
    "trilinear": "linear", "bicubic": "cubic", "area": "area",
}  # fmt: skip
NAMES = ("input", "size", "scale_factor", "mode", "align_corners", "recompute_scale_factor", "antialias")


def interpolate(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.interpolate`, each axis by itself."""
    bound = bind(NAMES, args, kwargs)
    tensor, mode = bound["input"], MODES.get(bound.get("mode", "nearest"))
    if mode is None:
        return Operation()
    axes = tensor.ndim - 2
    scale = bound.get("scale_factor")
    scales: list[float | None] = [None] * axes
    if scale is not None and not bound.get("recompute_scale_factor"):
        scales = [float(part) for part in (scale if isinstance(scale, Sequence) else [scale] * axes)]
    changed = {
        2 + axis: AxisRead(
            2 + axis,
            Resampled(mode, bool(bound.get("align_corners")), scales[axis], bool(bound.get("antialias", False))),
        )
        for axis in range(axes)
    }
    by_size = (("size", float(scale is None)),)
    return replace(one(tensor, in_place(tensor.ndim, changed)), noted=by_size)


def padding(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.pad`, which lists the last axis first; negative padding crops.

    Constant padding of the map is a window of one tap with padding; that of the channels moves no place.
    """
    bound = bind(("input", "pad", "mode", "value"), args, kwargs)
    tensor, pads = bound["input"], [int(pad) for pad in bound["pad"]]
    rank, mode = tensor.ndim, bound.get("mode", "constant")
    pairs = {rank - 1 - number: (pads[2 * number], pads[2 * number + 1]) for number in range(len(pads) // 2)}
    changed = {axis: AxisRead(axis, Padded(*pair, mode)) for axis, pair in pairs.items() if any(pair)}
    windows: tuple[Window, ...] = ()
    if mode == "constant" and rank > 2 and not any(any(pairs.get(axis, (0, 0))) for axis in (0, 1)):
        windows = tuple(Window(kernel=1, padding=pairs.get(axis, (0, 0))) for axis in range(2, rank))
    return Operation(((tensor, in_place(rank, changed)),), windows, macs=nothing)
