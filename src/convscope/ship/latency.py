"""How long a call takes."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from convscope.ship.bundle import Latency

LEAST = 5  # calls of each, however long they take
SECONDS = 4.0  # that all calls together take, about: a large network is called less often


def interleaved(
    first: Callable[[], object], second: Callable[[], object], *, calls: int = 200, seconds: float = SECONDS
) -> tuple[Latency, Latency]:
    """Time two callables in turn, so that what else the machine does meets both alike; both warmed up first.

    Each is called ``calls`` times, or, where that takes longer than ``seconds``, as often as there is time, but
    `LEAST` times.
    """
    runs = first, second
    spent = 0.0
    for call in range(max(10, calls // 20)):
        spent += sum(map(_timed, runs))
        if call and spent > seconds / 10:
            break
    times: list[list[float]] = []
    spent = 0.0
    while len(times) < calls and (len(times) < LEAST or spent < seconds):
        times.append([_timed(run) for run in runs])
        spent += sum(times[-1])
    low, median, high = np.percentile(np.array(times) * 1000, [10, 50, 90], axis=0)
    made = [Latency(float(median[row]), float(low[row]), float(high[row]), len(times)) for row in range(2)]
    return made[0], made[1]


def _timed(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun
