"""Calls timed in turns."""

from convscope.ship.benchmark.measured import ROUNDS, figures, in_turns


def test_every_round_has_every_runtime() -> None:
    """As many rounds of one as of the other, each of at least three calls."""
    calls: list[str] = []
    times = in_turns({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, seconds=0.01)
    assert ROUNDS >= len(times["a"]) == len(times["b"]) >= 3
    assert all(len(one) >= 3 for rounds in times.values() for one in rounds)
    assert set(calls) == {"a", "b"}


def test_figures_are_of_all_calls_and_their_spread_of_rounds() -> None:
    """Worked by hand: rounds of medians 1 to 11 ms."""
    p50, p99, low, high, count = figures([[number / 1000] for number in range(1, 12)])
    assert (p50, low, high, count) == (6.0, 2.0, 10.0, 11) and 10.8 < p99 <= 11
