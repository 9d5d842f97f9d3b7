"""Steps timed in turns."""

import copy
from collections import Counter
from dataclasses import replace

import pytest
import torch
from torch import nn

from convscope.training import timing
from convscope.training.computation import Computation
from convscope.training.losses import CrossEntropy
from convscope.training.timing import Bench, finals, measured

USUAL, LAST = Computation(threads=2), Computation(memory_format="channels_last", threads=2)
SLOW = Computation(threads=1)
ROUNDED = Computation("bfloat16", "channels_last", threads=1)


def test_those_far_behind_drop_out_and_the_first_never() -> None:
    """The slow one is asked once, the usual one as often as the fastest; the least time counts."""
    asked: Counter[Computation] = Counter()
    times = iter(x / 100 for x in range(100, 0, -1))

    def seconds(way: Computation) -> float:
        asked[way] += 1
        return {USUAL: 9.0, LAST: next(times), ROUNDED: 50.0}[way]

    least = measured(seconds, [USUAL, LAST, ROUNDED], seconds=1.0)
    assert (asked[USUAL], asked[LAST], asked[ROUNDED]) == (timing.ROUNDS, timing.ROUNDS, 1)
    assert least[LAST] < 0.9


def test_measuring_leaves_everything_as_it_is() -> None:
    """Weights, what batch norm tracks, gradients, random numbers, threads, mode."""
    module = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Dropout(), nn.Flatten(), nn.Linear(144, 3))
    before, random, threads = copy.deepcopy(module.state_dict()), torch.get_rng_state(), torch.get_num_threads()
    bench = Bench(module, CrossEntropy(3), torch.randn(8, 1, 8, 8), torch.arange(8) % 3)
    torch.set_rng_state(random)
    for way in (Computation(), Computation("bfloat16", "channels_last", threads=threads + 1)):
        assert bench.seconds(way) > 0
    assert all(torch.equal(tensor, before[name]) for name, tensor in module.state_dict().items())
    assert torch.equal(torch.get_rng_state(), random) and torch.get_num_threads() == threads
    assert module.state_dict()["0.weight"].is_contiguous() and all(p.grad is None for p in module.parameters())


def test_a_way_that_is_slow_on_many_threads_is_not_measured_on_one() -> None:
    """Half the measuring is spared; one that was close on many threads is."""
    asked: Counter[Computation] = Counter()
    slow = replace(USUAL, precision="bfloat16")

    def seconds(way: Computation) -> float:
        asked[way] += 1
        return 2.0 if way.precision == "bfloat16" else 1.0

    measured(seconds, [USUAL, slow, replace(USUAL, threads=1), replace(slow, threads=1)], seconds=1.0)
    assert asked[replace(USUAL, threads=1)] > 1 and asked[replace(slow, threads=1)] == 0


def test_the_time_is_kept_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a step takes long nothing more is measured after three times the seconds, but for the first way."""
    clock = [0.0]
    monkeypatch.setattr("convscope.training.timing.time.perf_counter", lambda: clock[0])
    asked = Counter[Computation]()

    def seconds(way: Computation) -> float:
        asked[way] += 1
        clock[0] += 2.0
        return 2.0

    measured(seconds, [USUAL, LAST, ROUNDED], seconds=1.0)
    assert (asked[USUAL], asked[LAST], asked[ROUNDED]) == (2, 1, 0)
    clock[0] = 0.0
    finals(seconds, [USUAL, LAST], seconds=1.0)
    assert (asked[USUAL], asked[LAST]) == (4, 3)


def test_the_median_of_ways_in_turns_counts() -> None:
    """One lucky or one disturbed step decides nothing; a way that fails is last."""
    times = {USUAL: iter([1.0] * 7 + [0.1] + [1.0] * 32), LAST: iter([0.9] * 4 + [9.0] + [0.9] * 35)}
    times[SLOW] = iter([1.1] * 2)  # and no third time

    def seconds(way: Computation) -> float:
        return next(times[way])

    found = finals(seconds, [USUAL, LAST, SLOW, ROUNDED], seconds=1.0)
    assert [found[way] for way in (USUAL, LAST, SLOW, ROUNDED)] == [1.0, 0.9, 1.1, float("inf")]


def test_quick_steps_are_taken_several_times() -> None:
    """At least a few hundredths of a second, after one that is not counted; a long one is taken once."""
    taken: list[float] = []

    class Told(Bench):
        long = 0.0

        def _step(self, backward: object) -> float:
            taken.append(self.long)
            return self.long

    bench = Told(nn.Sequential(nn.Flatten(), nn.Linear(4, 2)), CrossEntropy(2), torch.zeros(2, 1, 2, 2), torch.ones(2))
    for long, steps in ((0.011, 1 + 1 + 3), (0.011, 1 + 3), (0.5, 1)):  # the first warms up
        bench.long, taken[:] = long, []
        assert bench.seconds(USUAL) == long and len(taken) == steps
