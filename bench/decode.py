"""Decoding with two workers against one: ``fitted_rows`` of a folder into an empty cache, in one run, interleaved.

Bar: at least 1.8 times as fast on two idle cores, on the 1,050 pictures of ``scenes/``. ``--copies`` reads every file
several times, to tell the second worker's start from its speed; the bar is that of one reading.
``python bench/decode.py [--data DIR] [--runs N] [--size N] [--copies N] [--write]``

The ratio counts everything a user waits for: the start of the second worker (Python, NumPy and Pillow, which the first,
this process, has already), hashing, writing and syncing the file. Beside it stands the processor time that other
programs had meanwhile, which no number of workers can use.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from machine import Others, append_result, machine

BAR = 1.8


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--data", type=Path, default=Path(os.environ.get("CONVSCOPE_DATA", "../shared/data")) / "scenes"
    )
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--size", type=int, default=128)
    options.add_argument("--copies", type=int, default=1, help="read every file so many times")
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    asked = options.parse_args()
    if not asked.data.is_dir():
        print(f"there is no {asked.data}: set CONVSCOPE_DATA", file=sys.stderr)
        return 2
    from convscope.data import recognise

    paths = [item.path for item in recognise(asked.data).items] * asked.copies
    seconds: dict[int, list[float]] = {1: [], 2: []}
    others = []
    run_once(paths, asked.size, 2)  # files into the system's cache
    for run in range(asked.runs):
        for workers in (1, 2) if run % 2 == 0 else (2, 1):
            taken, elsewhere = run_once(paths, asked.size, workers)
            seconds[workers].append(taken)
            others.append(elsewhere)
        print(f"run {run}: one worker {seconds[1][-1]:.2f} s, two {seconds[2][-1]:.2f} s")
    ratios = [alone / both for alone, both in zip(seconds[1], seconds[2], strict=True)]
    one, two = statistics.median(seconds[1]), statistics.median(seconds[2])
    often = f", {asked.copies} times" if asked.copies > 1 else ""
    result = (
        f"{len(paths):,} pictures ({asked.data.name}{often}) to {asked.size}²: two workers "
        f"{statistics.median(ratios):.2f} times as fast as one (from {min(ratios):.2f} to {max(ratios):.2f}, "
        f"{asked.runs} runs; medians {one:.2f} s and {two:.2f} s; other programs had {statistics.mean(others):.2f} of "
        f"{os.cpu_count()} cores meanwhile)"
    )
    print(f"{result} on {machine()}")
    if asked.write:
        append_result("bench/decode.py", result)
    if statistics.median(ratios) >= BAR:
        return 0
    print(f"misses the bar of {BAR}", file=sys.stderr)
    return 1


def run_once(paths: list[Path], size: int, workers: int) -> tuple[float, float]:
    """Give the seconds, and the cores that other programs had."""
    from convscope.data.cache import fitted_rows
    from convscope.picture import InputContract

    with tempfile.TemporaryDirectory() as folder:
        os.environ["CONVSCOPE_CACHE"] = folder
        others, begun = Others(), time.perf_counter()
        fitted_rows(paths, InputContract(3, size, size), workers=workers, progress=lambda done, total: None)
        taken = time.perf_counter() - begun
        return taken, others.cores()


if __name__ == "__main__":
    sys.exit(main())
