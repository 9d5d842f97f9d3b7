"""Calls timed in turns, so that what else the machine does meets all alike, and what is read off the times."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

ROUNDS = 12
LEAST_CALLS, MOST_CALLS = 3, 200


@dataclass(frozen=True)
class Pace:
    """Pictures a second at one batch and number of threads, from the median time of its calls."""

    batch: int
    threads: int
    pictures_a_second: float


@dataclass(frozen=True)
class Measured:
    """One runtime's figures. Milliseconds a call at batch 1: median, 99th percentile, and the medians of the rounds'
    tenth and ninth tenth, ``low`` and ``high``, which say how sure the median is.

    ``rounds`` are the medians of all rounds, in which every runtime had its turn. ``difference`` is the largest to
    torch's answers, in shares of the largest logit; ``grown`` the bytes that this process grew by until the first
    answer.
    """

    name: str
    p50: float
    p99: float
    low: float
    high: float
    calls: int
    threads: int
    bytes: int
    load_seconds: float
    grown: int
    difference: float
    paces: tuple[Pace, ...] = ()
    remark: str = ""
    rounds: tuple[float, ...] = ()

    def slower_than(self, other: Measured) -> float:
        """How many times the other's time it takes at worst: by the medians, and by three quarters of their rounds."""
        times = self.p50 / other.p50
        if not self.rounds or len(self.rounds) != len(other.rounds):
            return times
        return max(times, float(np.percentile(np.array(self.rounds) / np.array(other.rounds), 75)))

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def in_turns(runs: Mapping[str, Callable[[], object]], *, seconds: float) -> dict[str, list[list[float]]]:
    """Time all in rounds, each round in another order; every one gets about the same share of ``seconds``.

    Gives, by name, the seconds of each call of each round. Each is warmed up before, and a round's first call, which
    finds caches as another left them, is not counted.
    """
    once = {}
    for name, run in runs.items():
        run()
        once[name] = min(_timed(run), _timed(run))
    share = seconds / ROUNDS / len(runs)
    calls = {name: int(np.clip(share / max(least, 1e-7), LEAST_CALLS, MOST_CALLS)) for name, least in once.items()}
    order, chance = list(runs), random.Random(0)
    times: dict[str, list[list[float]]] = {name: [] for name in runs}
    begun = time.perf_counter()
    for number in range(ROUNDS):
        if number >= 3 and time.perf_counter() - begun > 2 * seconds:
            break
        chance.shuffle(order)
        for name in order:
            runs[name]()
            times[name].append([_timed(runs[name]) for _ in range(calls[name])])
    return times


def figures(rounds: list[list[float]]) -> tuple[float, float, float, float, int]:
    """Give median, 99th percentile, and the spread of the rounds' medians, in milliseconds, and how many calls.

    >>> figures([[0.001, 0.002, 0.003], [0.002, 0.002, 0.002]])
    (2.0, 2.95, 2.0, 2.0, 6)
    """
    calls = np.concatenate([np.asarray(one) for one in rounds]) * 1000
    medians = [float(np.median(one)) * 1000 for one in rounds]
    low, high = np.percentile(medians, [10, 90])
    told = [round(float(value), 6) for value in (np.median(calls), np.percentile(calls, 99), low, high)]
    return told[0], told[1], told[2], told[3], len(calls)


def _timed(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun
