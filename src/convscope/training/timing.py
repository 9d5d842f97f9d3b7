"""Steps of a training timed on copies of its module, in turns, so that what else the machine does hits all alike."""

from __future__ import annotations

import copy
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import isfinite
from statistics import median

import torch
from torch import Tensor, nn

from convscope.training.backward import Backward
from convscope.training.computation import Computation
from convscope.training.folded import Pair
from convscope.training.losses import Loss
from convscope.training.norms import Statistics, begin_training, sees_batches

ENOUGH = 1.0  # seconds of a step beside which warming up is nothing
BLOCK = 0.03  # seconds that are measured at least: of quick steps several, after one that is not
ROUNDS, TURNS = 15, 40  # at most, of all ways and of the last few
HOPELESS = 3.0, 1.25  # times the fastest after the first round, after later ones: not measured again
BEATEN = 1.12  # times the fastest, of the last few, after two turns: not measured again
KIN = 1.5  # times the fastest, of the same way on other threads: not measured at all


class Bench:
    """Steps on copies of a module, timed: the module, its random numbers and the number of threads stay as they are.

    ``folds`` are computed as `Backward` does; ``fits`` says whether so many pictures at once have room in memory,
    ``light`` whether they take so little that parts may be as large.
    """

    def __init__(
        self,
        module: nn.Module,
        loss: Loss,
        images_NCHW: Tensor,
        targets: Tensor,
        *,
        statistics: Statistics = "updated",
        folds: Sequence[Pair] = (),
        fits: Callable[[int], bool] = lambda _: True,
        light: Callable[[int], bool] = lambda _: True,
    ) -> None:
        self._module, self._loss, self._statistics, self._folds = module, loss, statistics, folds
        self._whole = self._images, self._targets = images_NCHW, targets
        self._twins: dict[str, nn.Module] = {}  # by memory order
        self._ready: dict[Computation, Backward] = {}
        self.fits, self.light = fits, light

    @property
    def in_parts(self) -> bool:
        """Whether a batch may go through the network in parts and nothing but last digits changes."""
        return not sees_batches(self._module, self._statistics)

    def narrowed(self, pictures: int) -> None:
        """Measure with so many of the pictures from now on."""
        self._images, self._targets = (tensor[:pictures] for tensor in self._whole)

    def seconds(self, computation: Computation) -> float:
        """Time a step; the first one of each way warms up before, unless it takes long.

        A quick one is taken several times, and the first not counted: after a step of another way, caches and threads
        are as that one left them. Their median is given.
        """
        threads = torch.get_num_threads()
        if computation.threads:
            torch.set_num_threads(computation.threads)
        try:
            with torch.random.fork_rng():
                key = replace(computation, threads=0)
                if key not in self._ready:
                    self._ready[key] = Backward(self._twin(computation), self._loss, computation, self._folds)
                    warm = self._step(self._ready[key])
                    if warm > ENOUGH:
                        return warm
                first = self._step(self._ready[key])
                if first > BLOCK:
                    return first
                times: list[float] = []
                while sum(times) < BLOCK:
                    times.append(self._step(self._ready[key]))
                return median(times)
        finally:
            torch.set_num_threads(threads)

    def _twin(self, computation: Computation) -> nn.Module:
        if computation.memory_format not in self._twins:
            twin = computation.placed(copy.deepcopy(self._module))
            self._twins[computation.memory_format] = begin_training(twin, self._statistics)
        return self._twins[computation.memory_format]

    def _step(self, backward: Backward) -> float:
        begun = time.perf_counter()
        loss, _ = backward(self._images, self._targets)
        if not bool(loss.isfinite()):  # waits for the device, too
            return float("inf")
        seconds = time.perf_counter() - begun
        backward.module.zero_grad(set_to_none=True)
        return seconds


def measured(
    seconds_of: Callable[[Computation], float], ways: Sequence[Computation], *, seconds: float
) -> dict[Computation, float]:
    """Time each way in turn, again and again, and give the least time of each; those far behind drop out.

    What else the machine does hits all ways alike, and the least is what it disturbed least. A way that was far behind
    on the first number of threads is not measured on others, and none any more after three times the ``seconds``. The
    first way, which the others are compared with, never drops out.
    """
    until, least = time.perf_counter() + seconds, dict.fromkeys(ways, float("inf"))
    for number in range(ROUNDS):
        fastest = min(least.values())
        for way in ways:
            if way != ways[0]:
                behind = least[way] > fastest * HOPELESS[number > 1] if number else _slow_kin(way, least)
                if behind or time.perf_counter() > until + 2 * seconds:
                    continue
            least[way] = min(least[way], _tried(seconds_of, way))
        if number and time.perf_counter() > until:
            break
    return least


def finals(
    seconds_of: Callable[[Computation], float], ways: Sequence[Computation], *, seconds: float
) -> dict[Computation, float]:
    """Time a few ways that lie close, in turns of another order each, and give the median time of each.

    Twice each at least, then until so many ``seconds`` are over, without those that are beaten by then. A median tells
    them apart where a least time would favour whichever was lucky once.
    """
    until, times = time.perf_counter() + seconds, {way: list[float]() for way in ways}
    order, chance = list(ways), random.Random(0)
    for number in range(TURNS):
        if number > 1:
            fastest = min(map(median, times.values()))
            order = [way for way in order if median(times[way]) <= fastest * BEATEN]
            if time.perf_counter() > until or len(order) < 2:
                break
        chance.shuffle(order)
        for way in order:
            times[way].append(_tried(seconds_of, way))
    return {way: median(found) for way, found in times.items()}


def _slow_kin(way: Computation, least: dict[Computation, float]) -> bool:
    """Whether the same way, on other threads, was far behind."""
    kin = [time for other, time in least.items() if replace(other, threads=way.threads) == way and isfinite(time)]
    return bool(kin) and min(kin) > KIN * min(least.values())


def _tried(seconds_of: Callable[[Computation], float], way: Computation) -> float:
    try:
        return seconds_of(way)
    except Exception:  # a way that this network or machine does not take
        return float("inf")
