"""Answers with a part of the picture hidden, for every place of a window, as fast as this network and machine allow.

Only what a window reaches is computed (`network/partial.py`), unless computing everything is measured to be faster, as
it is of small networks; the batch grows as long as that pays. Both ways are compared with the plain run first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.look.units import Units
from convscope.network.partial import PartialRuns
from convscope.network.reached import Rectangles
from convscope.network.recording import Recording
from convscope.network.tap import until
from convscope.picture.workers import Progress

Way = Callable[[Sequence[tuple[int, int]]], Tensor]  # places to answers
BATCHES = (16, 32, 64, 128)
SURELY = 100e6  # multiply-adds spared a place, above which nobody needs to measure that it pays
FEW, CLEARLY = 4, 1.25  # places after which a way that took so many times as long as the other is given up
NUMBERS_AT_ONCE = 10_000_000  # of the pictures of a batch
WORTH = 0.97  # of the time: a larger batch that takes more than that is not taken
ALIKE = 1e-3  # of the largest answer: ways that differ by more are not the same


@dataclass(frozen=True)
class Occluded:
    """``base`` is the answer with nothing hidden, ``values`` (rows, columns) those with the window at each place."""

    changes: Rectangles
    base: float
    values: npt.NDArray[np.float64]

    def attribution(self, height: int, width: int) -> npt.NDArray[np.float64]:
        """Give each pixel the mean, over all windows that hide it, of how far the answer falls; 0 where none does."""
        fall, windows = np.zeros((height, width)), np.zeros((height, width))
        for row, top in enumerate(self.changes.tops):
            for column, left in enumerate(self.changes.lefts):
                hidden = np.s_[top : top + self.changes.size[0], left : left + self.changes.size[1]]
                fall[hidden] += self.base - self.values[row, column]
                windows[hidden] += 1
        return fall / np.maximum(windows, 1)


def windows(size: tuple[int, int], window: int, stride: int) -> Rectangles:
    """Lay a window over a picture, so that all of it is hidden once at least; the last one may stick out.

    >>> windows((10, 8), 4, 3)
    Rectangles(tops=(0, 3, 6), lefts=(0, 3, 6), size=(4, 4))

    Raises `ConvscopeError` for a window that does not fit, and a stride that leaves pixels out.
    """
    if not 1 <= window <= min(size):
        raise ConvscopeError(
            f"a window of {window} came, the picture is {size[0]} × {size[1]}", fix=f"give 1 … {min(size)}"
        )
    if not 1 <= stride <= window:
        raise ConvscopeError(
            f"a stride of {stride} came with a window of {window}", fix=f"give 1 … {window}, or pixels are left out"
        )
    tops, lefts = (tuple(range(0, length - window + stride, stride)) for length in size)
    return Rectangles(tops, lefts, (window, window))


def occluded(
    module: nn.Module, recorded: Recording, units: Units, changes: Rectangles, fill_C: Tensor,
    progress: Progress | None = None,
) -> Occluded:  # fmt: skip
    """Answer with the window, filled with ``fill_C``, at every place. ``recorded`` holds its outputs."""
    images, name = recorded.images, units.layer.name
    call = recorded.call(name)
    places = [(row, column) for row in range(len(changes.tops)) for column in range(len(changes.lefts))]

    def plainly(some: Sequence[tuple[int, int]]) -> Tensor:
        return units.of(until(module, _hidden(images, changes, some, fill_C), call)).sum(1)

    def partly(runs: PartialRuns) -> Way:
        return lambda some: units.of(runs.answers(some, fill_C)).sum(1)

    base = float(units.of(recorded.outputs[units.layer.index]).sum())
    with torch.inference_mode():
        runs = [PartialRuns(module, recorded, changes, until=name)]
        if (1 - runs[0].share) * recorded.network.macs < SURELY:
            runs.append(PartialRuns(module, recorded, changes, until=name, whole=True))
        ways = _right(plainly, [partly(run) for run in runs], [places[0], places[-1]], abs(base))
        values = _answered(ways, places, max(1, NUMBERS_AT_ONCE // max(1, images.numel())), progress)
    if not np.isfinite(values).all():
        raise ConvscopeError(f"the numbers of {name} are not finite", fix="are these the right weights?")
    return Occluded(changes, base, values.reshape(len(changes.tops), len(changes.lefts)))


def occluded_plainly(
    scores: Callable[[Tensor], Tensor], images: Tensor, changes: Rectangles, fill_C: Tensor,
    progress: Progress | None = None,
) -> Occluded:  # fmt: skip
    """Answer with the window at every place by running everything, one picture at a time.

    For answers that are no layer's numbers, as a detector's: ``scores`` gives one number for each picture.
    """
    places = [(row, column) for row in range(len(changes.tops)) for column in range(len(changes.lefts))]
    with torch.inference_mode():
        base, values = float(scores(images)[0]), []
        for place in places:
            values.append(float(scores(_hidden(images, changes, [place], fill_C))[0]))
            if progress is not None:
                progress(len(values), len(places))
    return Occluded(changes, base, np.array(values).reshape(len(changes.tops), len(changes.lefts)))


def _hidden(images: Tensor, changes: Rectangles, places: Sequence[tuple[int, int]], fill_C: Tensor) -> Tensor:
    """Fill the window of each place in a copy of the picture, (places, C, H, W)."""
    many = images.repeat(len(places), 1, 1, 1)
    height, width = changes.size
    for number, (row, column) in enumerate(places):
        top, left = changes.tops[row], changes.lefts[column]
        many[number, :, top : top + height, left : left + width] = fill_C[:, None, None]
    return many


def _right(plainly: Way, ways: list[Way], places: Sequence[tuple[int, int]], scale: float) -> list[Way]:
    """Leave out ways that do not give what the plain one gives; where none does, the plain one is the way."""
    expected = plainly(places)
    largest = max(float(expected.abs().max()), scale)
    right = [way for way in ways if float((way(places) - expected).abs().max()) <= ALIKE * largest]
    return right or [plainly]


def _answered(
    ways: Sequence[Way], places: Sequence[tuple[int, int]], most: int, progress: Progress | None
) -> npt.NDArray[np.float64]:
    """Answer all places; the first ones are measured, to find the quickest way and batch."""
    values: list[float] = []

    def go(way: Way, count: int) -> float:
        some = places[len(values) : len(values) + count]
        begun = time.perf_counter()
        values.extend(way(some).double().tolist())
        if progress is not None:
            progress(len(values), len(places))
        return (time.perf_counter() - begun) / max(len(some), 1)

    batches = [min(batch, most) for batch in BATCHES]
    near = list(ways)
    if len(ways) > 1:
        times = [go(way, min(FEW, most)) for way in ways if len(values) < len(places)]
        near = [way for way, taken in zip(ways, times, strict=False) if taken < CLEARLY * min(times)]
    times = [go(way, batches[0]) for way in near if len(values) < len(places)] or [0.0]
    way, best, quickest = near[int(np.argmin(times))], batches[0], min(times)
    for batch in batches[1:]:
        if len(values) + batch > len(places) or batch == best:
            break
        taken = go(way, batch)
        if taken > WORTH * quickest:
            break
        best, quickest = batch, taken
    while len(values) < len(places):
        go(way, best)
    return np.array(values)
