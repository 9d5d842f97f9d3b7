"""Resizes in a tile as they are in the whole picture.

A resize to a given size has a factor that depends on the picture: 99 places made 791 are 7.99 times as many, and a tile
of it would have 8. Here a tile's outputs are made at the places, and with the weights, that they have in the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.overrides import TorchFunctionMode

from convscope.arithmetic import Resampled


@dataclass(frozen=True)
class Resize:
    """One axis of one resize: how, the lengths in the whole, and where the tile's maps begin there."""

    relation: Resampled
    inputs: int
    outputs: int
    input_start: int
    output_start: int

    def along(self, maps: Tensor, dim: int, length: int) -> Tensor:
        """Make ``length`` outputs of a tile along an axis, with the weights that the whole picture's have.

        Places and weights are float32, rounded as torch rounds them (aten/src/ATen/native/UpSample.h), so that a whole
        picture and its tiles agree to the bit of the weights.
        """
        places = torch.arange(self.output_start, self.output_start + length, dtype=torch.float32)
        mode, ratio = self.relation.mode, torch.tensor(self._ratio(), dtype=torch.float32)
        if mode == "nearest":
            return self._taken(maps, dim, (places * ratio).floor())
        if mode == "nearest-exact":
            return self._taken(maps, dim, ((places + 0.5) * ratio).floor())
        fused = (places + 0.5).double() * ratio.double() - 0.5  # multiplied and added with one rounding, as in torch
        source = places * ratio if self.relation.align_corners else fused.float()
        if mode == "linear":
            source = source.clamp_min(0)
        first = source.floor()
        share = (source - first).to(maps.dtype)
        weights = _linear(share) if mode == "linear" else _cubic(share)
        shape = [1] * maps.ndim
        shape[dim] = length
        parts = [
            (self._taken(maps, dim, first + offset), weight.view(shape).to(maps.device))
            for offset, weight in weights.items()
        ]
        if mode == "linear":
            return _blended(*parts[0], *parts[1])
        return sum(part * weight for part, weight in parts)  # type: ignore[return-value]

    def _ratio(self) -> float:
        if self.relation.align_corners and self.relation.mode in ("linear", "cubic"):
            return (self.inputs - 1) / (self.outputs - 1) if self.outputs > 1 else 0.0
        return self.inputs / self.outputs

    def _taken(self, maps: Tensor, dim: int, places: Tensor) -> Tensor:
        """Take places of the whole's map, held at its ends; those that a tile lacks are in its margin."""
        inside = places.long().clamp(0, self.inputs - 1) - self.input_start
        return maps.index_select(dim, inside.clamp(0, maps.shape[dim] - 1).to(maps.device))


class Resizing(TorchFunctionMode):
    """Make the resizes of a run as in the whole picture, by their turn; None leaves one as it is."""

    def __init__(self, resizes: Sequence[Mapping[int, Resize] | None]) -> None:
        super().__init__()
        self._resizes = resizes
        self._turn = 0

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        output = func(*args, **(kwargs or {}))
        if func is not F.interpolate:
            return output
        by_axis, self._turn = self._resizes[self._turn], self._turn + 1
        if by_axis is None:
            return output
        maps: Tensor = args[0] if args else (kwargs or {})["input"]
        for dim in sorted(by_axis, reverse=True):  # along rows first, as torch does
            maps = by_axis[dim].along(maps, dim, output.shape[dim])
        return maps


def _blended(first: Tensor, near: Tensor, second: Tensor, far: Tensor) -> Tensor:
    """Weigh two neighbours, to the bit as torch's kernel for the CPU does: the first product is not rounded.

    A product of two float32 is exact in float64, so that only the sum is rounded, as by a fused multiply-add.
    """
    if first.dtype != torch.float32:
        return first * near + second * far
    return torch.addcmul((second * far).double(), first.double(), near.double()).float()


def _linear(share: Tensor) -> dict[int, Tensor]:
    return {0: 1 - share, 1: share}


def _cubic(share: Tensor) -> dict[int, Tensor]:
    """Weigh four neighbours by Keys' kernel with A = -3/4, as torch does without antialias."""
    a = -0.75

    def near(x: Tensor) -> Tensor:
        return ((a + 2) * x - (a + 3)) * x * x + 1

    def far(x: Tensor) -> Tensor:
        return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a

    return {-1: far(share + 1), 0: near(share), 1: near(1 - share), 2: far(2 - share)}
