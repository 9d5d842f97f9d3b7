"""How long a call takes."""

import time
from itertools import accumulate

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
    """A clock by which the first takes 1, 2, … 100 ms and the second ten times that, after ten calls that warm up."""
    _clock(monkeypatch, [(0.0, 0.0)] * 10 + [(number / 1000, number / 100) for number in range(1, 101)])
    first, second = interleaved(lambda: None, lambda: None, calls=100, seconds=100)
    assert (first.low, first.median, first.high) == pytest.approx((10.9, 50.5, 90.1))
    assert (second.low, second.median, second.high) == pytest.approx((109, 505, 901))


def test_what_takes_long_is_called_less_often_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four seconds and a pair that takes one: two to warm up, then five; of half that long, eight."""
    _clock(monkeypatch, [(0.25, 0.75)] * 7)
    assert {one.calls for one in interleaved(lambda: None, lambda: None, seconds=4)} == {5}
    _clock(monkeypatch, [(0.125, 0.375)] * 10)
    assert {one.calls for one in interleaved(lambda: None, lambda: None, seconds=4)} == {8}


def _clock(monkeypatch: pytest.MonkeyPatch, spans: list[tuple[float, float]]) -> None:
    """A clock by which every call takes as long as is said, and that ends where none is left."""
    ticks = iter(accumulate(step for pair in spans for span in pair for step in (0.0, span)))
    monkeypatch.setattr("convscope.ship.latency.time.perf_counter", lambda: next(ticks))
