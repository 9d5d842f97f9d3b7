"""A second of measuring which way of computing a step is fastest."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from torch import nn

from convscope.training.computation import Computation
from convscope.training.timing import Bench
from convscope.training.tuner import tune

USUAL, LAST = Computation(threads=2), Computation(memory_format="channels_last", threads=2)
ROUNDED = Computation("bfloat16", "channels_last", threads=1)
NORMED = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))


class Staged(Bench):
    """A bench whose times are told, of steps or of each picture of one; no clock runs."""

    def __init__(
        self,
        times: dict[Computation, float],
        otherwise: float = 0.5,
        module: nn.Module = NORMED,
        each: Callable[[int], float] = lambda _: 1.0,
    ) -> None:
        self._module, self._statistics = module, "updated"
        self.times, self.otherwise, self.asked = times, otherwise, Counter[Computation]()
        self.each, self.pictures, self.sizes = each, 0, set[int]()
        self.fits, self.light = (lambda pictures: pictures <= 256), (lambda pictures: pictures <= 512)

    def narrowed(self, pictures: int) -> None:
        self.pictures = pictures

    def seconds(self, computation: Computation) -> float:
        self.asked[computation] += 1
        self.sizes.add(self.pictures)
        at_once = computation.micro_batch or self.pictures
        whole = self.times.get(replace(computation, micro_batch=0), self.otherwise)
        return whole * self.each(at_once) * self.pictures / at_once


def chosen(times: dict[Computation, float], *, steps: int = 1000, batch: int = 64) -> Computation:
    bench = Staged({Computation(): times.get(USUAL, 0.1), **times}, otherwise=0.12)
    return tune(bench, batch=batch, steps=steps, threads=[2, 1]).chosen


def test_the_fastest_is_chosen() -> None:
    """Of all combinations of number format, memory order and threads."""
    assert chosen({USUAL: 0.1, LAST: 0.08, replace(LAST, threads=1): 0.07}) == replace(LAST, threads=1)


def test_the_usual_way_stays_unless_another_is_clearly_faster() -> None:
    """Two per cent are noise; rounding to 8 bits has to bring four."""
    assert chosen({USUAL: 0.1, LAST: 0.098}) == USUAL
    assert chosen({USUAL: 0.1, ROUNDED: 0.097}) == USUAL
    assert chosen({USUAL: 0.1, ROUNDED: 0.095}) == ROUNDED
    assert chosen({USUAL: 0.1, LAST: 0.082, ROUNDED: 0.08}) == LAST


def test_of_a_short_training_nothing_is_tried() -> None:
    """A step of a twentieth of a second, two hundred times: no second of measuring would come back."""
    bench = Staged({}, otherwise=0.05, each=lambda count: count / 64)
    tuning = tune(bench, batch=64, steps=200, threads=[2, 1])
    assert tuning.chosen == Computation() and set(bench.asked) == {Computation()}
    assert (tuning.seconds, tuning.tried) == (0.05, ())


def test_of_a_short_training_on_large_pictures_only_parts_are_tried() -> None:
    """Seven steps of two seconds: in parts a batch takes as long, and a fraction of the memory."""
    layers = nn.Sequential(nn.Conv2d(1, 2, 3))
    bench = Staged({}, otherwise=2.0, module=layers, each=lambda count: count / 32 if count <= 4 else 4 / 32)
    tuning = tune(bench, batch=32, steps=7, threads=[2, 1])
    assert tuning.chosen.micro_batch < 32
    assert "only parts" in tuning.why
    normed = Staged({}, otherwise=2.0, each=lambda count: count / 32)
    assert tune(normed, batch=32, steps=7, threads=[2, 1]).chosen == Computation()


def test_slow_steps_are_measured_with_fewer_pictures() -> None:
    """And the time of a whole batch is told all the same."""
    bench = Staged({}, otherwise=4.0)
    tuning = tune(bench, batch=64, steps=100, threads=[2, 1])
    assert bench.sizes == {2}  # of 64, which would take 8 ways · 3 · 4 s
    assert tuning.seconds == 4.0 * 64 / 2


@pytest.mark.parametrize(
    ("steps", "slower", "size"), [(100, 16, 16), (100, 0, 0), (100, 64, 0), (20, 16, 16), (20, 0, 2)]
)
def test_slow_steps_go_through_in_parts_that_double_while_that_pays(steps: int, slower: int, size: int) -> None:
    """More than ``slower`` at once take twice as long each; where whole batches can be measured, they stay if alike."""
    bench = Staged({LAST: 0.05}, 0.1, each=lambda count: 2.0 * count if count > slower else count + 2)
    bench._statistics = "frozen"
    assert tune(bench, batch=64, steps=steps, threads=[2, 1]).chosen == replace(LAST, micro_batch=size)
    assert (64 in bench.sizes) is (steps == 100)


def test_parts_do_not_double_beyond_what_fits_into_memory() -> None:
    """From 16 pictures on, which can be measured, to 256: of 512 a picture would be faster still."""
    bench = Staged({LAST: 0.05}, 0.1, each=lambda count: count**0.5)
    bench._statistics = "frozen"
    assert tune(bench, batch=1024, steps=100, threads=[2, 1]).chosen.micro_batch == 256


@pytest.mark.parametrize("most", [4, 64])
def test_parts_do_not_double_beyond_what_is_light(most: int) -> None:
    """Nor do they begin there."""
    bench = Staged({LAST: 0.05}, 0.1, each=lambda count: count**0.5)
    bench._statistics, bench.light = "frozen", lambda pictures: pictures <= most
    assert tune(bench, batch=1024, steps=100, threads=[2, 1]).chosen.micro_batch == most


def test_a_batch_of_one_picture_has_no_parts() -> None:
    """However slow it is."""
    bench = Staged({LAST: 0.5}, 2.0)
    bench._statistics = "frozen"
    assert tune(bench, batch=1, steps=100, threads=[2]).chosen.micro_batch == 0
    assert tune(bench, batch=1, steps=2, threads=[2]).chosen.micro_batch == 0


def test_those_that_lie_close_are_measured_once_more() -> None:
    """Of whole batches, where a few pictures decided who is close: there another is the fastest."""

    class Whole(Staged):
        def seconds(self, computation: Computation) -> float:
            faster = self.pictures == 16 and computation == replace(LAST, precision="bfloat16")
            return super().seconds(computation) * (0.5 if faster else 1.0)

    bench = Whole({USUAL: 0.5, LAST: 0.05, replace(LAST, precision="bfloat16"): 0.055}, 0.5)
    tuning = tune(bench, batch=16, steps=200, threads=[2])
    assert bench.pictures == 16 and tuning.chosen == replace(LAST, precision="bfloat16")


def test_the_gain_is_told_by_what_was_measured_in_the_same_turns() -> None:
    """As the machine may be slower by the time of the last turns."""

    class Slower(Staged):
        def seconds(self, computation: Computation) -> float:
            late = self.asked[computation] > 15
            return super().seconds(computation) * (3.0 if late else 1.0)

    bench = Slower({USUAL: 0.1, LAST: 0.05, replace(LAST, threads=1): 0.052}, 0.5)
    tuning = tune(bench, batch=16, steps=1000, threads=[2, 1])
    assert tuning.chosen == LAST and "is 2.00 times as fast" in tuning.why


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
    tuning = tune(Staged({}, float("inf")), batch=64, steps=1000, threads=[2])  # as a step tells of a loss of nan
    assert tuning.chosen == Computation() and "not a finite number" in tuning.why

    class Large(Staged):
        def seconds(self, computation: Computation) -> float:
            if self.pictures == 16:
                raise torch.OutOfMemoryError
            return super().seconds(computation)

    assert tune(Large({LAST: 0.3}), batch=16, steps=100, threads=[2]).chosen == LAST


def test_parts_are_tried_only_of_what_takes_long_and_where_no_batch_norm_sees_them() -> None:
    """They would change what it computes; of tiny networks nothing is to be won."""
    conv = nn.Sequential(nn.Conv2d(1, 2, 3))
    for module, seconds, tried in ((conv, 0.2, True), (NORMED, 0.2, False), (conv, 0.05, False)):
        bench = Staged({}, otherwise=seconds, module=module, each=lambda count: count / 64)
        tune(bench, batch=64, steps=1000, threads=[2])
        assert any(way.micro_batch for way in bench.asked) is tried


def test_compiling_is_tried_only_for_long_trainings() -> None:
    """It is chosen where the time it takes comes back."""
    fast = replace(USUAL, compiled=True)
    assert chosen({USUAL: 0.1, fast: 0.05}, steps=100_000) == fast
    assert chosen({USUAL: 0.1, fast: 0.05}, steps=1000) == USUAL
    assert chosen({USUAL: 0.1, fast: 0.11}, steps=100_000) == USUAL
    no_faster = tune(Staged({fast: 0.11}, otherwise=0.1), batch=64, steps=100_000, threads=[2])
    assert "not compiled: it is no faster then" in no_faster.why


def test_without_a_compiler_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing else changes."""
    monkeypatch.setattr("shutil.which", lambda name: None)
    tuning = tune(Staged({}, otherwise=0.1), batch=64, steps=100_000, threads=[2])
    assert not tuning.chosen.compiled and "there is no C++ compiler" in tuning.why
