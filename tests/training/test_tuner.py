"""A second of measuring which way of computing a step is fastest."""

import copy
from collections import Counter
from dataclasses import replace

import pytest
import torch
from torch import nn

from convscope.training import tuner
from convscope.training.computation import Computation
from convscope.training.losses import CrossEntropy
from convscope.training.tuner import Bench, measured, thread_counts, tune

USUAL, LAST = Computation(threads=2), Computation(memory_format="channels_last", threads=2)
ROUNDED = Computation("bfloat16", "channels_last", threads=1)
NORMED = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))


class Staged(Bench):
    """A bench whose times are told."""

    def __init__(self, times: dict[Computation, float], otherwise: float = 0.5, module: nn.Module = NORMED) -> None:
        self._module, self._statistics = module, "updated"
        self.times, self.otherwise, self.asked = times, otherwise, Counter[Computation]()
        self.pictures = 0

    def narrowed(self, pictures: int) -> None:
        self.pictures = pictures

    def seconds(self, computation: Computation) -> float:
        self.asked[computation] += 1
        return self.times.get(computation, self.otherwise)


def chosen(times: dict[Computation, float], *, steps: int = 1000, batch: int = 64) -> Computation:
    bench = Staged({Computation(): times.get(USUAL, 0.1), **times})
    return tune(bench, batch=batch, steps=steps, threads=[2, 1]).chosen


def test_the_fastest_is_chosen() -> None:
    """Of all combinations of number format, memory order and threads."""
    assert chosen({USUAL: 0.1, LAST: 0.08, replace(LAST, threads=1): 0.07}) == replace(LAST, threads=1)


def test_the_usual_way_stays_unless_another_is_clearly_faster() -> None:
    """Two per cent are noise; rounding to 8 bits has to bring ten."""
    assert chosen({USUAL: 0.1, LAST: 0.098}) == USUAL
    assert chosen({USUAL: 0.1, ROUNDED: 0.095}) == USUAL
    assert chosen({USUAL: 0.1, ROUNDED: 0.08}) == ROUNDED
    assert chosen({USUAL: 0.1, LAST: 0.082, ROUNDED: 0.08}) == LAST


def test_of_a_short_training_nothing_is_tried() -> None:
    """A step of a tenth of a second, a hundred times: no second of measuring would come back."""
    bench = Staged({}, otherwise=0.1)
    tuning = tune(bench, batch=64, steps=100, threads=[2, 1])
    assert tuning.chosen == Computation() and set(bench.asked) == {Computation()}
    assert (tuning.seconds, tuning.tried) == (0.1, ())


def test_slow_steps_are_measured_with_fewer_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the time of a whole batch is told all the same."""
    bench = Staged({}, otherwise=4.0)
    tuning = tune(bench, batch=64, steps=100, threads=[2, 1])
    assert bench.pictures == 8  # of 64, which would take 8 ways · 3 · 4 s
    assert tuning.seconds == 4.0 * 64 / 8


def test_slow_steps_go_through_in_the_parts_that_were_measured() -> None:
    """Where nothing in the network sees the batch, or the statistics of what would are frozen."""
    bench = Staged({LAST: 3.0}, otherwise=4.0)
    bench._statistics = "frozen"
    assert tune(bench, batch=64, steps=100, threads=[2, 1]).chosen == replace(LAST, micro_batch=8)


def test_a_way_that_fails_is_no_way_and_a_net_that_fails_is_left_alone() -> None:
    """The training itself says what is wrong with a network."""

    class Picky(Staged):
        def seconds(self, computation: Computation) -> float:
            if computation.memory_format == "channels_last":
                raise RuntimeError("required rank 4 tensor to use channels_last format")
            return super().seconds(computation)

    tuning = tune(Picky({}), batch=64, steps=1000, threads=[2])
    assert tuning.chosen.memory_format == "contiguous"

    class Broken(Staged):
        def seconds(self, computation: Computation) -> float:
            raise ValueError

    tuning = tune(Broken({}), batch=64, steps=1000, threads=[2])
    assert tuning.chosen == Computation() and tuning.why == "could not be measured: ValueError"


def test_parts_are_tried_only_where_no_batch_norm_sees_them() -> None:
    """They would change what it computes."""
    for module, tried in ((nn.Sequential(nn.Conv2d(1, 2, 3)), True), (NORMED, False)):
        bench = Staged({}, otherwise=0.1, module=module)
        tune(bench, batch=64, steps=1000, threads=[2])
        assert any(way.micro_batch for way in bench.asked) is tried


def test_compiling_is_tried_only_for_long_trainings() -> None:
    """It is chosen where the time it takes comes back."""
    fast = replace(USUAL, compiled=True)
    assert chosen({USUAL: 0.1, fast: 0.05}, steps=100_000) == fast
    assert chosen({USUAL: 0.1, fast: 0.05}, steps=1000) == USUAL
    assert chosen({USUAL: 0.1, fast: 0.11}, steps=100_000) == USUAL


def test_without_a_compiler_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing else changes."""
    monkeypatch.setattr("shutil.which", lambda name: None)
    tuning = tune(Staged({}, otherwise=0.1), batch=64, steps=100_000, threads=[2])
    assert not tuning.chosen.compiled and "there is no C++ compiler" in tuning.why


def test_those_far_behind_drop_out_and_the_first_never() -> None:
    """The slow one is asked once, the usual one as often as the fastest; the least time counts."""
    asked: Counter[Computation] = Counter()
    times = iter(x / 100 for x in range(100, 0, -1))

    def seconds(way: Computation) -> float:
        asked[way] += 1
        return {USUAL: 9.0, LAST: next(times), ROUNDED: 50.0}[way]

    least = measured(seconds, [USUAL, LAST, ROUNDED], seconds=1.0)
    assert (asked[USUAL], asked[LAST], asked[ROUNDED]) == (tuner.ROUNDS, tuner.ROUNDS, 1)
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


def test_threads_that_were_said_stay() -> None:
    """Else torch's own, half of them, and one are tried."""
    assert thread_counts(5) == [5]
    assert thread_counts(None)[0] == torch.get_num_threads() and thread_counts(None)[-1] == 1
