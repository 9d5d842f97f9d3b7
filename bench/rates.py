"""How well the learning rate that is found trains, against a grid of rates and against other ways of reading it off.

Of each case (a data set, a network, an optimiser) short trainings are made at ten rates by the recipe; what they come
to on validation is interpolated over the logarithm of the rate. The rate is found with several seeds, and read off the
same losses by four rules: ours, the middle of the lower half of the fall; where the loss falls *steepest* (Smith); a
*tenth* of the rate of the least loss (Howard); the *valley* (fastai's default: a place in the longest fall). Bar: at
ours, accuracy is at most 0.02 below the best of the grid in each case, on average over seeds.
``python bench/rates.py [--cases NAME …] [--seeds N] [--write]``
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from machine import append_result, machine

from convscope.data import Dataset, load_dataset
from convscope.errors import ConvscopeError
from convscope.experiments.trials import Trying, sample
from convscope.training import Recipe, Setup, default_recipe, find_rate, train
from convscope.training.rates import falling, smoothed

BEHIND = 0.02
GRIDS = {
    "adamw": (1e-4, 3e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 1e-1, 2e-1),
    "sgd": (1e-3, 5e-3, 1e-2, 2e-2, 5e-2, 1e-1, 2e-1, 5e-1, 1.0, 2.0),
}
Rule = Callable[[Sequence[float], Sequence[float]], float]


@dataclass(frozen=True)
class Subject:
    """What is trained, for how long, on how many pictures at most."""

    model: str
    epochs: int
    pictures: int = 0


SUBJECTS = {
    "digits": Subject("lenet5", 8),
    "mnist": Subject("lenet5", 1),
    "cifar10": Subject("resnet20", 3, 6000),
}
CASES = [f"{data}-{optimizer}" for data in SUBJECTS for optimizer in ("adamw", "sgd", "muon")]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cases", nargs="*", default=CASES, choices=CASES)
    options.add_argument("--seeds", type=int, default=3)
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    asked = options.parse_args()
    told, missed = [], []
    for name in asked.cases:
        dataset, model, recipe = case(name)
        grid = {rate: accuracy(dataset, model, recipe, rate) for rate in GRIDS.get(recipe.optimizer, GRIDS["adamw"])}
        best = max(grid, key=lambda rate: grid[rate])
        print(f"{name}: " + ", ".join(f"{rate:g} {share:.1%}" for rate, share in grid.items()))
        behind: dict[str, list[float]] = {rule: [] for rule in RULES}
        for seed in range(asked.seeds):
            found = find_rate(dataset, model=model, recipe=recipe, setup=Setup(seed=seed), on_event=lambda _: None)
            for rule, read in RULES.items():
                rate = read(found.rates, found.losses)
                at = float(np.interp(np.log(rate), np.log(list(grid)), list(grid.values()))) if rate > 0 else 0.0
                behind[rule].append(grid[best] - at)
                print(f"  seed {seed}, {rule}: {rate:.2g}, {at:.1%}")
        means = {rule: statistics.mean(lost) for rule, lost in behind.items()}
        told.append(f"{name} best {grid[best]:.1%} at {best:g}, behind it: " + ", ".join(
            f"{rule} {mean:.1%}" for rule, mean in means.items()
        ))  # fmt: skip
        print(f"  {told[-1]}")
        missed += [name] if means["ours"] > BEHIND else []
    if asked.write:
        append_result("bench/rates.py", "; ".join(told))
    print(f"on {machine()}")
    if missed:
        print(f"misses the bar of {BEHIND:.0%}: {', '.join(missed)}", file=sys.stderr)
    return bool(missed)


def case(name: str) -> tuple[Dataset, str, Recipe]:
    """Load a case's data, and give its network and recipe."""
    data, optimizer = name.rsplit("-", 1)
    subject = SUBJECTS[data]
    dataset = sample(Trying(data, subject.pictures)) if subject.pictures else load_dataset(data)
    said = {"epochs": str(subject.epochs), "optimizer": optimizer}
    decay = {"weight_decay": "5e-4"} if optimizer == "sgd" else {}  # added to the gradient there
    return dataset, subject.model, default_recipe(data).with_settings({**said, **decay})


def accuracy(dataset: Dataset, model: str, recipe: Recipe, rate: float) -> float:
    """Train at a rate; what the last epoch comes to on validation, nothing where it runs away."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = recipe.model_copy(update={"learning_rate": rate})
        try:
            run = train(dataset, model=model, out=Path(folder) / "run", recipe=chosen, on_event=lambda _: None)
        except ConvscopeError:
            return 0.0
        return float(run.metrics[-1]["validation_accuracy"])


def ours(rates: Sequence[float], losses: Sequence[float]) -> float:
    """Give what is suggested; nothing where nothing is."""
    found = falling(rates, losses)
    return found.middle if found is not None else 0.0


def steepest(rates: Sequence[float], losses: Sequence[float]) -> float:
    """Give where the smoothed loss falls steepest over the logarithm of the rate, before its least."""
    averages = smoothed(losses)
    slopes = np.gradient(averages, np.log(rates))[: int(averages.argmin()) + 1]
    return float(rates[int(slopes.argmin())])


def tenth(rates: Sequence[float], losses: Sequence[float]) -> float:
    """Give a tenth of the rate of the least smoothed loss."""
    return float(rates[int(smoothed(losses).argmin())]) / 10


def valley(rates: Sequence[float], losses: Sequence[float]) -> float:
    """Give the middle of the middle third of the longest series of steps, each lower than the one before in it."""
    averages = smoothed(losses)
    longest = np.ones(len(averages), dtype=int)
    for step in range(1, len(averages)):
        higher = longest[:step][averages[:step] > averages[step]]
        longest[step] = 1 + (int(higher.max()) if len(higher) else 0)
    end = int(longest.argmax())
    begin = end - int(longest[end])
    third = (end - begin) / 3
    return float(rates[int(begin + third + third / 2)])


RULES: dict[str, Rule] = {"ours": ours, "steepest": steepest, "tenth": tenth, "valley": valley}


if __name__ == "__main__":
    sys.exit(main())
