"""How long a call takes."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from convscope.ship.bundle import Latency


def interleaved(
    first: Callable[[], object], second: Callable[[], object], *, calls: int = 200
) -> tuple[Latency, Latency]:
    """Time two callables in turn, so that what else the machine does meets both alike; both warmed up first."""
    for _ in range(max(10, calls // 20)):
        first()
        second()
    times = np.empty((2, calls))
    for call in range(calls):
        for row, run in enumerate((first, second)):
            begun = time.perf_counter()
            run()
            times[row, call] = time.perf_counter() - begun
    low, median, high = np.percentile(times * 1000, [10, 50, 90], axis=1)
    made = [Latency(float(median[row]), float(low[row]), float(high[row]), calls) for row in range(2)]
    return made[0], made[1]
