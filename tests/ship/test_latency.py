"""How long a call takes."""

import time

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
