"""Before training: a second of measuring which way of computing a step is fastest for this net on this machine."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Literal

import torch
from torch import Tensor, nn

from convscope.training.backward import Backward
from convscope.training.computation import Computation, compiler
from convscope.training.losses import Loss
from convscope.training.norms import Statistics, begin_training, sees_batches

SHORT = 15.0  # seconds of training below which nothing is tried
LEAST, MOST, SHARE = 1.0, 20.0, 0.02  # seconds of measuring, and as a share of the training
HOPELESS = 3.0, 1.25  # times the fastest after the first round, after later ones: not measured again
WORTH = 1.03  # times as fast as the usual way that another must be
WORTH_ROUNDING = 1.1  # and one that rounds to 8 bits
LONG = 600.0  # seconds of training from which compiling, which takes up to a minute, is tried
FEW = 8  # pictures that a batch is first measured with
ENOUGH = 1.0  # seconds of a step beside which warming up is nothing
ROUNDS = 9
ORDERS: tuple[Literal["contiguous", "channels_last"], ...] = ("contiguous", "channels_last")
PRECISIONS: tuple[Literal["float32", "bfloat16"], ...] = ("float32", "bfloat16")


@dataclass(frozen=True)
class Tuning:
    """What was chosen and why, how long a step of a whole batch takes with it, and what was tried: seconds a step."""

    chosen: Computation
    seconds: float | None
    why: str
    tried: tuple[tuple[Computation, float], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain values for the run's record."""
        return {**self.chosen.as_dict(), "why": self.why, "tried": {_said(way): time for way, time in self.tried}}


class Bench:
    """Steps on copies of a module, timed: the module, its random numbers and the number of threads stay as they are."""

    def __init__(
        self, module: nn.Module, loss: Loss, images_NCHW: Tensor, targets: Tensor, statistics: Statistics = "updated"
    ) -> None:
        self._module, self._loss, self._statistics = module, loss, statistics
        self._whole = self._images, self._targets = images_NCHW, targets
        self._ready: dict[Computation, Backward] = {}

    @property
    def in_parts(self) -> bool:
        """Whether a batch may go through the network in parts and nothing but last digits changes."""
        return not sees_batches(self._module, self._statistics)

    def narrowed(self, pictures: int) -> None:
        """Measure with so many of the pictures from now on."""
        self._images, self._targets = (tensor[:pictures] for tensor in self._whole)

    def seconds(self, computation: Computation) -> float:
        """Time one step; the first one of each way warms up before, unless it takes long."""
        threads = torch.get_num_threads()
        if computation.threads:
            torch.set_num_threads(computation.threads)
        try:
            with torch.random.fork_rng():
                key = replace(computation, threads=0)
                if key not in self._ready:
                    twin = begin_training(computation.placed(copy.deepcopy(self._module)), self._statistics)
                    self._ready[key] = Backward(twin, self._loss, computation)
                    warm = self._step(self._ready[key])
                    if warm > ENOUGH:
                        return warm
                return self._step(self._ready[key])
        finally:
            torch.set_num_threads(threads)

    def _step(self, backward: Backward) -> float:
        begun = time.perf_counter()
        loss, _ = backward(self._images, self._targets)
        if not bool(loss.isfinite()):  # waits for the device, too
            return float("inf")
        seconds = time.perf_counter() - begun
        backward.module.zero_grad(set_to_none=True)
        return seconds


def tune(bench: Bench, *, batch: int, steps: int, threads: Sequence[int]) -> Tuning:
    """Choose how to compute steps of ``batch`` pictures, of which ``steps`` are to come.

    Every combination of number format, memory order and number of ``threads`` is measured, in turn and again, those far
    behind no more; then, for the fastest, parts of a batch where no batch norm would see them, and compiling where
    the training is long and a compiler is there. Where whole batches take too long to be measured, a few pictures are;
    then these are the parts. The usual way stays unless another is clearly faster.
    """
    usual = Computation()
    try:
        few = min(FEW, batch)
        bench.narrowed(few)  # a whole batch of large pictures would take long, and much memory
        first = bench.seconds(usual) * batch / few
        if first < ENOUGH:
            bench.narrowed(batch)
            bench.seconds(usual)
            first = bench.seconds(usual)
    except Exception as error:  # training itself will say what is wrong
        return Tuning(usual, None, f"could not be measured: {type(error).__name__}")
    if first * steps < SHORT:
        return Tuning(usual, first, "training is short: nothing was tried")
    begun = time.perf_counter()
    budget = min(max(LEAST, SHARE * first * steps), MOST)
    ways = [
        Computation(precision, order, threads=number)
        for number, order, precision in product(threads or [0], ORDERS, PRECISIONS)
    ]
    scale = 1.0
    if first * len(ways) * 3 > budget:
        fewer = max(few, int(batch * budget / (first * len(ways) * 3)))
        bench.narrowed(fewer)
        scale = batch / fewer
    else:
        bench.narrowed(batch)
    tried = measured(bench.seconds, ways, seconds=budget)
    chosen = _best(tried)
    if scale != 1.0 and bench.in_parts:
        tried = {replace(way, micro_batch=fewer): time for way, time in tried.items()}
        chosen = replace(chosen, micro_batch=fewer)
    further = _parts(chosen, batch) if scale == 1.0 and bench.in_parts else []
    if further:
        tried |= measured(bench.seconds, [chosen, *further], seconds=budget / 4)
        chosen = _best(tried)
    note = ""
    if tried[chosen] * scale * steps > LONG:
        compiled, note = _compiled(bench, chosen, tried[chosen], steps, scale)
        if compiled is not None:
            tried[replace(chosen, compiled=True)] = compiled
            chosen = _best(tried)
    spent = time.perf_counter() - begun
    plain = min(time for way, time in tried.items() if _is_usual(way, threads))
    gain = plain / tried[chosen]
    why = f"{len(tried)} ways tried in {spent:.1f} s, {_said(chosen)} is "
    why += "the usual one, none is clearly faster" if _is_usual(chosen, threads) else f"{gain:.2f} times as fast"
    found = tuple((way, time * scale) for way, time in sorted(tried.items(), key=lambda one: one[1]))
    return Tuning(chosen, tried[chosen] * scale, why + note, found)


def measured(
    seconds_of: Callable[[Computation], float], ways: Sequence[Computation], *, seconds: float
) -> dict[Computation, float]:
    """Time each way in turn, again and again, and give the least time of each; those far behind drop out.

    What else the machine does hits all ways alike, and the least is what it disturbed least. The first way, which the
    others are compared with, never drops out.
    """
    until, least = time.perf_counter() + seconds, dict.fromkeys(ways, float("inf"))
    for number in range(ROUNDS):
        fastest = min(least.values())
        for way in ways:
            if number and way != ways[0] and least[way] > fastest * HOPELESS[number > 1]:
                continue
            try:
                least[way] = min(least[way], seconds_of(way))
            except Exception:  # a way that this network or machine does not take
                least[way] = float("inf")
        if number and time.perf_counter() > until:
            break
    return least


def thread_counts(pinned: int | None) -> list[int]:
    """Say which numbers of threads are worth trying: torch's own, half of them and one; where one is said, that.

    >>> thread_counts(3)
    [3]
    """
    if pinned is not None:
        return [pinned]
    usual = torch.get_num_threads()
    return sorted({usual, max(1, usual // 2), 1}, reverse=True)


def _best(tried: dict[Computation, float]) -> Computation:
    """Choose the fastest, of float32 unless rounding pays, the first measured unless another is clearly faster."""
    usual = next(iter(tried))
    exact = {way: time for way, time in tried.items() if way.precision == "float32"}
    best = min(exact, key=lambda way: exact[way])
    rounded = min(tried, key=lambda way: tried[way])
    if tried[rounded] * WORTH_ROUNDING < tried[best]:
        return rounded
    return best if tried[best] * WORTH < tried[usual] else usual


def _parts(chosen: Computation, batch: int) -> list[Computation]:
    """Say in which parts a batch may go through the network faster."""
    if batch < 64:
        return []
    return [replace(chosen, micro_batch=batch // parts) for parts in (2, 4)]


def _compiled(bench: Bench, chosen: Computation, seconds: float, steps: int, scale: float) -> tuple[float | None, str]:
    """Compile, and time it; or say why not."""
    if compiler() is None:
        return None, "; not compiled: there is no C++ compiler"
    way, begun = replace(chosen, compiled=True), time.perf_counter()
    try:
        bench.seconds(way)
        took = time.perf_counter() - begun
        compiled = min(bench.seconds(way) for _ in range(5))
    except Exception as error:  # whatever the compiler does not take
        return None, f"; not compiled: {type(error).__name__}"
    if (seconds - compiled) * scale * steps < took:
        return None, f"; not compiled: that would not bring back the {took:.0f} s it takes"
    return compiled, ""


def _is_usual(way: Computation, threads: Sequence[int]) -> bool:
    return replace(way, threads=0, micro_batch=0) == Computation() and way.threads in (0, *threads[:1])


def _said(way: Computation) -> str:
    return str(way) + (f" on {way.threads} thread{'s' if way.threads > 1 else ''}" if way.threads else "")
