"""LeNet-5 on the digits with the recipe that ships: test accuracy over seeds.

Each seed trains into a temporary run folder and reads the test set once, at its end. Bar: the mean test accuracy is at
least 0.985. ``python bench/digits.py [--seeds N] [--write]``
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import torch
from machine import append_result, machine

from convscope.training import Setup, train

ACCURACY = 0.985


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seeds", type=int, default=5, help="how many seeds, from 0 on")
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    asked = options.parse_args()
    if asked.seeds < 1:
        options.error(f"--seeds {asked.seeds} came, at least 1 is needed")
    accuracies, seconds = [], []
    print("seed  validation    test  seconds")
    for seed in range(asked.seeds):
        begun = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            run = train("digits", model="lenet5", out=Path(folder) / "run", setup=Setup(seed=seed, device="cpu"))
            best = next(line for line in run.metrics if line["epoch"] == run.record.best_epoch)
            accuracies.append(run.record.results["test_accuracy"])
        seconds.append(time.perf_counter() - begun)
        print(f"{seed:4}  {best['validation_accuracy']:10.4f}  {accuracies[-1]:.4f}  {seconds[-1]:7.1f}")
    mean, spread = statistics.mean(accuracies), statistics.pstdev(accuracies)
    result = (
        f"test accuracy mean {mean:.4f}, std {spread:.4f}, min {min(accuracies):.4f}, max {max(accuracies):.4f} "
        f"({asked.seeds} seeds; median {statistics.median(seconds):.1f} s, {torch.get_num_threads()} threads)"
    )
    print(f"{result} on {machine()}")
    if asked.write:
        append_result("bench/digits.py" + (f" --seeds {asked.seeds}" if asked.seeds != 5 else ""), result)
    if mean >= ACCURACY:
        return 0
    print(f"misses the bar: a mean test accuracy of {ACCURACY}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
