"""Before training: a second or a few of measuring which way of computing a step is fastest, of this net, here."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import isfinite
from typing import Any, Literal

from convscope.training.computation import PRECISIONS, Computation, Precision, compiler, halved
from convscope.training.timing import ENOUGH, Bench, finals, measured

SHORT = 15.0  # seconds of training below which nothing is tried
LEAST, MOST, SHARE = 1.0, 20.0, 0.03  # seconds of measuring, and as a share of the training
WORTH = 1.03  # times as fast as the usual way that another must be
WORTH_ROUNDING = 1.04  # and one that rounds to 8 bits
LONG = 3600.0  # seconds of training from which compiling, which takes minutes, is tried
FEW = 2  # pictures that a batch is first measured with, and at least
TINY = 0.1  # seconds of a step below which parts are not tried
CLOSE, FEW_TELL = 1.15, 1.25  # times the fastest, of ways measured once more: on whole batches, on few pictures
FINALISTS = 3
GAIN = 1.1  # times as fast a picture that parts of twice the size must be, as they take twice the memory
WORTH_PARTS = 1.1  # times as fast as the whole batch itself that parts of it must be
ORDERS: tuple[Literal["contiguous", "channels_last"], ...] = ("contiguous", "channels_last")


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


def tune(
    bench: Bench, *, batch: int, steps: int, threads: Sequence[int], precisions: Sequence[Precision] = PRECISIONS
) -> Tuning:
    """Choose how to compute steps of ``batch`` pictures, of which ``steps`` are to come.

    First every combination of number format (of ``precisions``), memory order and number of ``threads`` is measured,
    in turn and again, those far behind no more; where whole batches take too long for that, with a few pictures. Then
    those that lie close, once more, with whole batches. A batch goes through in parts where whole ones do not fit or
    take too long to be measured, or are clearly slower than the parts that a picture is quickest in; never where batch
    norm would see them. Compiling is tried where the training is long and a compiler is there. The usual way stays
    unless another is clearly faster.
    """
    usual, few = Computation(), min(FEW, batch)
    try:
        bench.narrowed(few)  # a whole batch of large pictures would take long, and much memory
        first = bench.seconds(usual) * batch / few
        if first < ENOUGH:
            bench.narrowed(batch)
            first = min(bench.seconds(usual), bench.seconds(usual))
    except Exception as error:  # training itself will say what is wrong
        return Tuning(usual, None, f"could not be measured: {type(error).__name__}")
    if not isfinite(first):
        return Tuning(usual, None, "could not be measured: the loss is not a finite number")
    if first * steps < SHORT:
        part = batch
        if first > ENOUGH and bench.in_parts:  # a whole batch of large pictures takes much memory
            part = _part(bench, usual, few, batch, seconds=LEAST)
        said = f"training is short: {'only parts of a batch were' if part < batch else 'nothing was'} tried"
        return Tuning(replace(usual, micro_batch=part if part < batch else 0), first, said)
    begun = time.perf_counter()
    budget = min(max(LEAST, SHARE * first * steps), MOST)
    ways = [
        Computation(precision, order, threads=number)
        for number, order, precision in product(threads or [0], ORDERS, precisions)
    ]
    each = budget / (3 * len(ways))
    fewer = next(
        part
        for part in halved(batch)
        if part <= FEW or (first * part / batch <= each and (bench.light(part) or not bench.in_parts))
    )
    bench.narrowed(fewer)
    rough = {way: time * batch / fewer for way, time in measured(bench.seconds, ways, seconds=budget / 3).items()}
    close, pictures = _close(bench, rough, batch=batch, fewer=fewer, seconds=budget / 3)
    bench.narrowed(pictures)
    scale = batch / pictures
    last = {way: rough[replace(way, micro_batch=0)] / scale for way in close}
    if len(close) > 1:
        left = max(begun + budget - time.perf_counter(), budget / 3)
        again = finals(bench.seconds, close, seconds=left)
        last = again if isfinite(min(again.values())) else last  # whole batches may not fit
    chosen, note = _best(last, ways[0]), ""
    if last[chosen] * scale * steps > LONG:
        compiled, note = _compiled(bench, chosen, last[chosen], steps, scale)
        if compiled is not None:
            last[replace(chosen, compiled=True)] = compiled
            chosen = _best(last, ways[0])
    tried = rough | {way: time * scale for way, time in last.items()}
    tried = {way: time for way, time in tried.items() if isfinite(time)}
    why = f"{len(tried)} ways tried in {time.perf_counter() - begun:.1f} s, {_said(chosen)} is "
    gain = _gain(rough, last, ways[0], chosen)
    same = replace(chosen, micro_batch=0) == ways[0]
    why += "the usual one, none is clearly faster" if same else f"{gain:.2f} times as fast"
    found = tuple(sorted(tried.items(), key=lambda one: one[1]))
    return Tuning(chosen, tried[chosen], why + note, found)


def _close(
    bench: Bench, tried: dict[Computation, float], *, batch: int, fewer: int, seconds: float
) -> tuple[list[Computation], int]:
    """Say which ways are to be measured once more, and with how many pictures.

    ``tried`` are the seconds of whole batches, measured with ``fewer`` pictures, the usual way's first.
    """
    usual, ranked = next(iter(tried)), sorted(tried, key=lambda way: tried[way])
    within = tried[ranked[0]] * (CLOSE if fewer == batch else FEW_TELL)
    close = [way for way in ranked if tried[way] <= within and (way in ranked[:FINALISTS] or way == usual)]
    part = batch
    if bench.in_parts and tried[ranked[0]] > TINY:
        part = _part(bench, ranked[0], min(fewer, -(-batch // 4)), batch, seconds=seconds)
    if bench.fits(batch) and (fewer == batch or sum(tried[way] for way in close) < 2 * seconds):
        return [*close, *([replace(ranked[0], micro_batch=part)] if part < batch else [])], batch
    if bench.in_parts:
        return [replace(way, micro_batch=part if part < batch else 0) for way in close], part
    return close, fewer


def _part(bench: Bench, way: Computation, least: int, batch: int, *, seconds: float) -> int:
    """Double the pictures that go through at once, from the ``least``, while that pays, there is time, and they fit.

    It begins with fewer where those would not be light.
    """
    if batch <= FEW:
        return batch
    until = time.perf_counter() + seconds
    least = next((part for part in halved(batch) if part <= max(least, FEW) and bench.light(part)), FEW)
    sizes = [part for part in reversed(halved(batch)) if part >= max(least, FEW)]

    def each(pictures: int) -> float:
        bench.narrowed(pictures)
        return min(bench.seconds(way), bench.seconds(way)) / pictures

    part, quickest = sizes[0], each(sizes[0])
    for larger in sizes[1:]:
        if time.perf_counter() + 2 * larger * quickest > until or not (bench.fits(larger) and bench.light(larger)):
            break
        found = each(larger)
        if found * GAIN > quickest:
            break
        part, quickest = larger, found
    return part


def _best(tried: dict[Computation, float], usual: Computation) -> Computation:
    """Choose the fastest, of float32 unless rounding pays, and the usual way, or whole batches, if hardly slower."""
    exact = [way for way in tried if way.precision == "float32"]
    rounded = min(tried, key=lambda way: tried[way])
    best = min(exact, key=lambda way: tried[way], default=rounded)
    if tried[rounded] * WORTH_ROUNDING < tried[best]:
        best = rounded
    whole = replace(best, micro_batch=0)
    if whole in tried and tried[whole] <= tried[best] * WORTH_PARTS:
        best = whole
    return usual if usual in tried and tried[usual] <= tried[best] * WORTH else best


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
    if compiled >= seconds:
        return None, "; not compiled: it is no faster then"
    if (seconds - compiled) * scale * steps < took:
        return None, f"; not compiled: that would not bring back the {took:.0f} s it takes"
    return compiled, ""


def _gain(
    rough: dict[Computation, float], last: dict[Computation, float], usual: Computation, chosen: Computation
) -> float:
    """Say how many times as fast as the usual way the chosen one is, by what was measured in the same turns."""
    for way in (usual, replace(usual, micro_batch=chosen.micro_batch)):
        if way in last:
            return last[way] / last[chosen]
    exact = replace(chosen, compiled=False)
    plain = replace(exact, micro_batch=0)
    return rough[usual] / rough[plain] * last[plain if plain in last else exact] / last[chosen]


def _said(way: Computation) -> str:
    return str(way) + (f" on {way.threads} thread{'s' if way.threads > 1 else ''}" if way.threads else "")
