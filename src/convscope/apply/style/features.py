"""What a network sees in a picture of any size: the maps of some of its layers, and which pixels they belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, lcm
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from convscope.apply.style.layers import Chosen, choose, strides_of
from convscope.apply.style.softened import Softened
from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.network import Layer, evaluating
from convscope.network.recording import Function, Otherly, Recording, Stopped, first_of, record


@dataclass(frozen=True)
class Reading:
    """How a layer's units lie over the picture: ``stride`` pixels apart, unit 0 from pixel -``before`` on.

    The last of those that belong to n pixels reads ``after`` pixels more than these. Rows first.
    """

    stride: tuple[int, int]
    before: tuple[int, int]
    after: tuple[int, int]


class Features:
    """Maps of the layers ``chosen``, of pictures in 0 … 1, computed with `Softened` pools and borders.

    A network whose first convolution skips pixels sees the picture enlarged by ``zoom``, so that it can say something
    of every pixel. ``step`` are the pixels that a picture's sides, and where tiles begin, have to divide by.
    """

    def __init__(self, model: Model, style: Sequence[str] = (), content: str | None = None) -> None:
        """Watch the network once; raises `ConvscopeError` where it has no maps, or takes no colour pictures."""
        contract = model.contract
        if contract.channels not in (1, 3):
            raise ConvscopeError(
                f"{model.spelling} takes {contract.channels} channels; style is of colour pictures",
                fix="choose a network of 3 channels with --features",
            )
        self.model = model
        empty = np.zeros((1, contract.height, contract.width, contract.channels), dtype=np.uint8)
        recorded = record(model.module, model.enter(empty), target=model.spelling)
        self.chosen: Chosen = choose(recorded.network, style, content)
        strides = {layer.index: strides_of(layer, recorded.network) for layer in self.chosen.all}
        self.strides = {index: found for index, found in strides.items() if found is not None}
        self.zoom = _zoom(self.strides)
        self._calls = {recorded.call(layer.name).turn: layer for layer in self.chosen.all}
        self._recorded = recorded
        self._last = max(self._calls)
        self._copied = {
            source for call in recorded.calls.values() if call.in_place for source in call.sources
        }  # what is written into later must be kept
        device = model.device
        self._mean = torch.tensor(contract.mean, device=device)[:, None, None]
        self._std = torch.tensor(contract.std, device=device)[:, None, None]
        self.readings: Mapping[int, Reading] = {
            layer.index: _reading(layer, self.strides[layer.index], self.zoom) for layer in self.chosen.all
        }
        self.step = _step(recorded, list(self.strides.values()), self.zoom)

    @property
    def tileable(self) -> Layer | None:
        """The first chosen layer that reads the whole picture, None where none does and tiles are exact."""
        return next((layer for layer in self.chosen.all if layer.reach.status != "exact"), None)

    @property
    def margin(self) -> tuple[int, int, int, int]:
        """Pixels beyond a tile that its units read: above, below, left, right, each divisible by the step."""
        found = []
        for axis in range(2):
            for side in ("before", "after"):
                most = max(getattr(reading, side)[axis] for reading in self.readings.values())
                found.append(ceil(max(most, 0) / self.step[axis]) * self.step[axis])
        return found[0], found[1], found[2], found[3]

    def __call__(self, pixels_1CHW: Tensor) -> dict[int, Tensor]:
        """Give each chosen layer's map, by the layer's index; nothing behind the last one is computed."""
        images = pixels_1CHW.mean(1, keepdim=True) if self.model.contract.channels == 1 else pixels_1CHW
        images = (images - self._mean) / self._std
        if self.zoom > 1:
            images = F.interpolate(images, scale_factor=self.zoom, mode="bilinear", align_corners=False)
        found: dict[int, Tensor] = {}

        def keep(turn: int) -> Any:
            layer = self._calls[turn]

            def kept(func: Function, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
                whole = func(*args, **kwargs)
                output = first_of(whole, args)
                if turn == self._last:
                    raise Stopped(output)
                found[layer.index] = output.clone() if layer.index in self._copied else output
                return whole

            return self._recorded.call(layer.name), kept

        others = {turn: keep(turn) for turn in self._calls}
        try:
            with evaluating(self.model.module, training=False), Softened(), Otherly(others):
                self.model.module(images)
        except Stopped as stopped:
            return {**found, self._calls[self._last].index: stopped.output}
        raise ConvscopeError(
            "the network ended before the layers it was asked for", fix="keep forward free of branches"
        )


def _zoom(strides: Mapping[int, tuple[int, int]]) -> int:
    """By how much a picture is enlarged, so that the finest chosen map has a unit a pixel, or nearly: at most 2."""
    return min(2, *(max(stride) for stride in strides.values()))


def _reading(layer: Layer, strides: tuple[int, int], zoom: int) -> Reading:
    apart = ceil(strides[0] / zoom), ceil(strides[1] / zoom)
    fields = layer.reach.fields
    if layer.reach.status != "exact" or fields is None:
        return Reading(apart, (0, 0), (0, 0))
    near = 1 if zoom > 1 else 0  # enlarging reads a neighbour
    before = [ceil(-field.low / zoom) + near for field in fields]
    after = [ceil((field.high + 1 - field.stride) / zoom) + near for field in fields]
    return Reading(apart, (before[0], before[1]), (after[0], after[1]))


def _step(recorded: Recording, strides: Sequence[tuple[int, int]], zoom: int) -> tuple[int, int]:
    """Find what sides must divide by: the stride of every chosen map, and of those before the deepest."""
    found = [lcm(*(stride[axis] for stride in strides)) for axis in range(2)]
    for layer in recorded.network:
        passed = layer.effective_stride
        if passed is not None and len(passed) == 2 and max(passed) <= max(found):
            found = [lcm(have, ceil(stride)) for have, stride in zip(found, passed, strict=True)]
    return ceil(found[0] / zoom), ceil(found[1] / zoom)
