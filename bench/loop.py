"""The training loop against bare forward-backward-step, and the tuner's choice against every other.

*Loop*: pictures a second of `train_epoch` (uint8 pictures in memory, batches drawn and scaled, guard, counts) over
those of a bare loop over ready-made float batches with the same network, loss, optimiser and tuned way of computing; in
turns, the median of the ratios. Bar: at least 0.9 on each net. *Tuner*: the time of a step as the tuner chose over that
of the best of all combinations of number format (bfloat16 where the processor has AVX-512), memory order and threads,
the best being the one of the least median: the median of their ratios in the same rounds, whose turns have another
order each. All combinations for half a minute and more, then the chosen way and those within 15 % of the best for as
long again and until the ratio is known to 1 %; beside it stands where the true one lies, 95 times in 100. Bar: at most
1.05 on each net.
``python bench/loop.py [--nets lenet5,allconv] [--rounds N] [--write]``
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product

import torch
from machine import Others, append_result, machine
from torch import Tensor, nn

from convscope.models import build
from convscope.picture import InputContract
from convscope.training import Recipe
from convscope.training.backward import Backward
from convscope.training.computation import Computation, precisions, thread_counts
from convscope.training.learner import Learner, learner_for
from convscope.training.loop import Part, train_epoch
from convscope.training.losses import loss_for
from convscope.training.nonfinite import Guard
from convscope.training.timing import Bench
from convscope.training.tuner import ORDERS, tune

LOOP, CHOICE = 0.9, 1.05
CPU = torch.device("cpu")
LONG = 30.0  # seconds that all combinations are measured at least, and those that lie close once more
LONGEST = 150.0  # seconds that those that lie close are measured at most
CLOSE, KNOWN = 1.15, 0.01  # times the best; what the ratio may be off
TRAINING = 200.0  # seconds that are to come, as the tuner is told


@dataclass(frozen=True)
class Case:
    """A network, the pictures of an epoch, and how many are a batch."""

    spelling: str
    pictures: int
    batch: int
    in_loop: bool = True


CASES = (
    Case("lenet5", 8192, 128),
    Case("resnet20", 1024, 128),
    Case("timm:tf_efficientnet_lite0", 32, 8),  # what `pretrained` is
    Case("allconv", 256, 64, in_loop=False),
)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--nets", default=",".join(case.spelling for case in CASES))
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    asked = options.parse_args()
    loops, choices, said = [], [], []
    for case in [case for case in CASES if case.spelling in asked.nets.split(",")]:
        others = Others()
        module, part = prepared(case)
        threads, formats = thread_counts(None), precisions(CPU)
        images, labels = part.batch(torch.arange(case.batch))
        loss = loss_for(Recipe(), classes=10)
        bench = Bench(module, loss, images, labels)
        steps = int(TRAINING / min(bench.seconds(Computation()) for _ in range(3)))
        begun = time.perf_counter()
        tuning = tune(bench, batch=case.batch, steps=steps, threads=threads, precisions=formats)
        spent = time.perf_counter() - begun
        ways = [Computation(*way) for way in product(formats, ORDERS, [False], [0], threads)]
        times = against_all(Bench(module, loss, images, labels), ways, tuning.chosen, asked.rounds)
        best = min(times, key=lambda way: statistics.median(times[way]))
        low, ratio, high = interval([one / other for one, other in zip(times[tuning.chosen], times[best], strict=True)])
        choices.append(ratio)
        line = f"{case.spelling}: tuner chose {tuning.chosen}, {tuning.chosen.threads} threads, in {spent:.1f} s, "
        line += f"{ratio:.3f} of the best ({best}, {best.threads}; {low:.3f} to {high:.3f}, {len(times[best])} rounds)"
        if case.in_loop:
            ratios = loop_over_bare(module, part, case, tuning.chosen, asked.rounds)
            loops.append(statistics.median(ratios))
            line += f"; loop {loops[-1]:.3f} of bare ({min(ratios):.2f} to {max(ratios):.2f})"
        line += f"; {others}"
        print(line, flush=True)
        said.append(line)
    result = "; ".join(said)
    print(f"on {machine()}")
    if asked.write:
        append_result(f"bench/loop.py --nets {asked.nets} --rounds {asked.rounds}", result)
    return 0 if min(loops, default=LOOP) >= LOOP and max(choices) <= CHOICE else 1


def prepared(case: Case) -> tuple[nn.Module, Part]:
    """Build the network for ten classes, and random pictures of its size."""
    torch.manual_seed(0)
    built = build(case.spelling, classes=10)
    channels, height, width = built.shape(None)
    pictures = torch.randint(0, 256, (case.pictures, height, width, channels), dtype=torch.uint8)
    contract = InputContract(channels, height, width, mean=(0.5,) * channels, std=(0.25,) * channels)
    return built.module, Part(pictures, torch.arange(case.pictures), torch.arange(case.pictures) % 10, contract)


def against_all(
    bench: Bench, ways: list[Computation], chosen: Computation, rounds: int
) -> dict[Computation, list[float]]:
    """Measure every combination in turns; give the seconds of the chosen one and of those near the best, by round.

    Those twice as slow as the fastest are left out after two rounds. All others are measured in the same rounds, each
    in an order of its own, so that what else the machine does, and what one way leaves behind for the next, hits all
    alike. A least time would favour whichever of many equal ways was lucky once.
    """
    ways = list(dict.fromkeys([*ways, chosen]))
    times = {way: list[float]() for way in ways}
    begun, number = time.perf_counter(), -1

    def one_round() -> float:
        random.Random(number).shuffle(ways)
        for way in ways:
            times[way].append(bench.seconds(way))
        return time.perf_counter() - begun

    def near(share: float, typical: Callable[[list[float]], float]) -> list[Computation]:
        least = min(map(typical, times.values()))
        return [way for way in ways if way == chosen or typical(times[way]) <= share * least]

    while (number := number + 1) < rounds or time.perf_counter() - begun < LONG:
        if number == 2:
            ways = near(2.0, min)
        one_round()
    ways, begun = near(CLOSE, statistics.median), time.perf_counter()
    while len(ways) > 1 and one_round() < LONGEST:
        number += 1
        best = min(ways, key=lambda way: statistics.median(times[way]))
        low, ratio, high = interval([one / other for one, other in zip(times[chosen], times[best], strict=True)])
        if time.perf_counter() - begun > LONG and max(high - ratio, ratio - low) < KNOWN:
            break
    return {way: times[way] for way in ways}


def interval(ratios: list[float]) -> tuple[float, float, float]:
    """Give the median of some ratios, and between which of them the true one lies, 95 times in 100.

    So many lie below the true median as heads in as many tosses, which needs no word on how they are spread.
    """
    found, count = sorted(ratios), len(ratios)
    below = max(0, int(count / 2 - 0.98 * count**0.5))
    return found[below], statistics.median(found), found[count - 1 - below]


def loop_over_bare(module: nn.Module, part: Part, case: Case, way: Computation, rounds: int) -> list[float]:
    """Time an epoch of our loop and the same steps bare, in turns; give the ratios of their speeds."""
    before = torch.get_num_threads()
    torch.set_num_threads(way.threads or before)
    way = replace(way, threads=0)
    recipe = Recipe(batch_size=case.batch, epochs=1000, schedule="constant", learning_rate=1e-4)
    way.placed(module)
    learner = learner_for(module, recipe, pictures=len(part), seed=0, loss=loss_for(recipe, classes=10))
    backward, guard = Backward(module, learner.loss, way), Guard(module, every=1)
    ready = [part.batch(chosen) for chosen in torch.arange(len(part)).split(case.batch)]  # type: ignore[no-untyped-call]
    ready = [(way.ordered(images), labels) for images, labels in ready]
    ratios = []
    for number in range(rounds + 1):
        begun = time.perf_counter()
        train_epoch(learner, part, after_batch=lambda _: None, backward=backward, guard=guard)
        ours = time.perf_counter() - begun
        begun = time.perf_counter()
        bare(learner, ready, way)
        if number:  # the first warms up
            ratios.append((time.perf_counter() - begun) / ours)
    torch.set_num_threads(before)
    return ratios


def bare(learner: Learner, ready: list[tuple[Tensor, Tensor]], way: Computation) -> None:
    """Forward, backward and step, and nothing else."""
    learner.module.train()
    for images, labels in ready:
        with way.autocast(images.device):
            loss = nn.functional.cross_entropy(learner.module(images), labels)
        loss.backward()  # type: ignore[no-untyped-call]
        learner.optimizer.step()
        learner.optimizer.zero_grad(set_to_none=True)


if __name__ == "__main__":
    sys.exit(main())
