"""Which runtime runs a network fastest here, and how near it comes to what the machine can do."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from convscope.errors import ConvscopeError, UnknownName
from convscope.network import trace
from convscope.ship.benchmark.contenders import DEFAULT_OPENVINO, NAMES, Missing, Ready, Workshop
from convscope.ship.benchmark.measured import Measured, Pace, figures, in_turns
from convscope.ship.benchmark.roofline import Roofline, peaks, roofline
from convscope.ship.onnx import random_pictures
from convscope.ship.progress import Progress, hearing

if TYPE_CHECKING:
    from convscope.draw.chart import Chart
    from convscope.model import Model

EQUAL = 1e-3  # of the largest logit: answers farther apart are another network's
NEAR = 1.05  # times the fastest: which of these is recommended is a matter of what it asks for
EASIEST = ("onnxruntime", "c", "torch", "openvino", "compile")  # to ship, of those that are as fast


@dataclass(frozen=True)
class Benchmark:
    """What was measured of a network, the runtimes by their median time, fastest first.

    ``missing`` are those that could not be tried: name, why, what to do. ``path`` is the picture's, where there is one.
    """

    target: str
    input_shape: tuple[int, int, int]
    threads: int
    measured: tuple[Measured, ...]
    missing: tuple[tuple[str, str, str], ...]
    roofline: Roofline | None
    path: Path | None = field(default=None, compare=False)

    @property
    def equal(self) -> tuple[Measured, ...]:
        """Those whose answers are torch's."""
        return tuple(one for one in self.measured if one.difference <= EQUAL)

    @property
    def recommended(self) -> Measured:
        """The easiest to ship of those at most 5 % slower than the fastest whose answers are equal.

        One that is so by its median, but not in three quarters of the rounds that both had, is not: it may be slower.
        """
        best = min(self.equal, key=lambda one: one.p50)
        near = [one for one in self.equal if one.slower_than(best) <= NEAR]
        return min(near, key=lambda one: EASIEST.index(one.name) if one.name in EASIEST else len(EASIEST))

    @property
    def advice(self) -> str:
        """One line: what to run it in here, and what is faster where answers need not be the same."""
        chosen, best = self.recommended, min(self.equal, key=lambda one: one.p50)
        told = f"run it in {chosen.name}: {chosen.p50:.3g} ms a picture"
        if chosen is not best:
            percent = math.ceil(round(100 * (chosen.p50 / best.p50 - 1), 6))  # "within" is true of what is rounded up
            told += f", within {percent}% of {best.name}, and easier to ship"
        plain = next((one for one in self.measured if one.name == "torch"), None)
        if plain is not None and plain is not chosen:
            told += f", {plain.p50 / chosen.p50:.1f} times torch's speed"
        other = [one for one in self.measured if one not in self.equal and one.p50 < best.p50]
        if other:
            told += f"; {other[0].name} takes {other[0].p50:.3g} ms, its answers {other[0].difference:.1%} off"
        return told

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "target": self.target,
            "input": list(self.input_shape),
            "threads": self.threads,
            "measured": [one.as_dict() for one in self.measured],
            "missing": [{"name": name, "why": why, "fix": fix} for name, why, fix in self.missing],
            "roofline": None if self.roofline is None else self.roofline.as_dict(),
            "recommended": self.recommended.name,
            "advice": self.advice,
            "path": None if self.path is None else str(self.path),
        }

    def chart(self) -> Chart:
        """Draw times beside the roofline, and throughput against the batch."""
        from convscope.ship.benchmark.drawn import chart

        return chart(self)


def bench(
    model: Model,
    *,
    on: Sequence[str] = NAMES,
    threads: int | None = None,
    batches: Sequence[int] = (1, 8, 32),
    seconds: float = 6.0,
    show: Callable[[object], None] = lambda _: None,
) -> Benchmark:
    """Run a model in several runtimes, on random pictures of its size, and measure each.

    All are called in turns, warmed up, on ``threads`` (by default as many as torch has), about ``seconds`` in all for
    the times at batch 1 and as long for throughput at ``batches`` on one thread and on all. Their answers are compared
    with torch's. What is not installed, or does not take the network, is named in ``missing``. `UnknownName` for a
    runtime there is not; `ConvscopeError` where none runs it, or for a batch below 1.
    """
    for name in on:
        if name not in NAMES:
            raise UnknownName("runtime", name, list(NAMES))
    if not on or not batches or min(batches) < 1:
        raise ConvscopeError(f"runtimes {list(on)} and batches {list(batches)} came", fix="give at least one of each")
    own = torch.get_num_threads()
    threads = threads or own
    try:
        with tempfile.TemporaryDirectory(prefix="convscope.bench.") as folder:
            return _benched(model, _widened(on), threads, tuple(batches), seconds, Workshop(model, Path(folder)), show)
    finally:
        torch.set_num_threads(own)


def _widened(on: Sequence[str]) -> list[str]:
    """Put OpenVINO's own default beside it."""
    return [one for name in on for one in ((name, DEFAULT_OPENVINO) if name == "openvino" else (name,))]


def _benched(
    model: Model, names: Sequence[str], threads: int, batches: tuple[int, ...], seconds: float, workshop: Workshop,
    show: Callable[[object], None],
) -> Benchmark:  # fmt: skip
    progress = Progress("making", "timing", "pacing")
    ready: dict[str, Ready] = {}
    missing: list[tuple[str, str, str]] = []
    progress.begin("making")
    for number, name in enumerate(names):
        progress.part(number, len(names))
        try:
            with hearing(None):
                ready[name] = workshop.made(name, threads)
        except Missing as error:
            if name != DEFAULT_OPENVINO:
                missing.append((name, error.problem, error.fix))
    if not ready:
        told = "; ".join(f"{name}: {why}" for name, why, _ in missing)
        raise ConvscopeError(f"{model.spelling} runs in none of them: {told}", fix=missing[0][2])
    differences = _differences(model, ready)
    one = random_pictures(model, 1)
    progress.begin("timing")
    times = in_turns({name: partial(each.run, one) for name, each in ready.items()}, seconds=seconds)
    progress.begin("pacing")
    paces = _paces(model, workshop, ready, threads, batches, seconds)
    measured = []
    for name, each in ready.items():
        p50, p99, low, high, calls = figures(times[name])
        rounds = tuple(round(float(np.median(one)) * 1000, 6) for one in times[name])
        measured.append(
            Measured(name, p50, p99, low, high, calls, threads, each.bytes, each.load_seconds, each.grown,
                     differences[name], tuple(paces[name]), each.remark, rounds)
        )  # fmt: skip
    roof = None
    try:
        roof = roofline(trace(model.module, model.contract.input_shape, target=model.spelling), peaks(threads))
    except ConvscopeError:  # a network that cannot be traced has no figures
        show("no roofline: the network cannot be traced")
    measured.sort(key=lambda one: one.p50)
    return Benchmark(model.spelling, model.contract.input_shape, threads, tuple(measured), tuple(missing), roof)


def _differences(model: Model, ready: dict[str, Ready]) -> dict[str, float]:
    """Compare each one's answers with torch's, in shares of the largest logit."""
    pictures = random_pictures(model, 4)
    expected = model.scores(pictures)
    largest = float(np.abs(expected).max()) or 1.0
    return {name: float(np.abs(each.run(pictures) - expected).max()) / largest for name, each in ready.items()}


def _paces(
    model: Model, workshop: Workshop, ready: dict[str, Ready], threads: int, batches: tuple[int, ...], seconds: float
) -> dict[str, list[Pace]]:
    """Measure throughput: all batches on the threads asked for, and on one, where those are more."""
    paces: dict[str, list[Pace]] = {name: [] for name in ready}
    counts = sorted({1, threads})
    for count in counts:
        runs = {name: each.run for name, each in ready.items()}
        if count != threads:
            runs = {name: workshop.made(name, count).run for name in ready if name not in ("c", "compile")}
        for batch in batches:
            pictures = random_pictures(model, batch)
            share = seconds / len(counts) / len(batches)
            calls = {name: partial(run, pictures) for name, run in runs.items()}
            for name, rounds in in_turns(calls, seconds=share).items():
                p50 = figures(rounds)[0]
                paces[name].append(Pace(batch, count, round(batch / p50 * 1000, 1)))
    return paces
