"""How long a call takes."""

import time
from itertools import accumulate

import numpy as np
import pytest

from convscope.ship.latency import interleaved


def test_the_slower_one_is_slower_and_percentiles_are_ordered() -> None:
    """Two callables in turn, one of which sleeps for two milliseconds."""
    quick, slow = interleaved(lambda: None, lambda: time.sleep(0.002), calls=20)
    assert slow.median >= 2 > quick.median and quick.low <= quick.median <= quick.high and slow.calls == 20


def test_both_are_called_equally_often() -> None:
    """In turn: after any call of the second the first has been called as often."""
    order: list[int] = []
    interleaved(lambda: order.append(1), lambda: order.append(2), calls=7)
    assert order == [1, 2] * (len(order) // 2) and len(order) >= 14


def test_they_are_percentiles_in_milliseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock by which the first takes 1, 2, … 100 ms and the second ten times that."""
    spans = np.array([[number, 10 * number] for number in range(1, 101)]).ravel() / 1000
    ticks = iter(accumulate(float(step) for span in spans for step in (0, span)))
    monkeypatch.setattr("convscope.ship.latency.time.perf_counter", lambda: next(ticks))
    first, second = interleaved(lambda: None, lambda: None, calls=100)
    assert (first.low, first.median, first.high) == pytest.approx((10.9, 50.5, 90.1))
    assert (second.low, second.median, second.high) == pytest.approx((109, 505, 901))
