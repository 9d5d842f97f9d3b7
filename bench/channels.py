"""Do powers of two pay, claim 35? A convolution of 48 … 80 channels, and of batches, by processor time.

`convscope experiment channels` measures it on a machine that is idle, by the clock; here every call's time on the
processor is taken, on one thread, in turns, the least of all rounds: another program that has the core meanwhile is
not counted. *others*: a multiply-add of widths that are no multiple of 8, against the multiples beside them, in the
median. *thirtytwo*: 64, 96 and 128 channels against those that are 16 fewer and more, in the mean. *power*: what 128
gains so against what 96 gains, which is no power. *batch*: batches of 3, 6, 12, 24 and 48 against 2, 4, … 64, in the
median. *spread*: how far the least of the even rounds and of the odd ones lie apart, in the median. With ``--write`` a
line into bench/RESULTS.md, and the numbers into the file of which the lesson tells them.
``python bench/channels.py [--rounds N] [--write]``
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import torch
from machine import append_result, machine
from torch import nn

from convscope.experiments.channels import BATCHES, CHANNELS, FIXED, SIDE, UNIT
from convscope.lab.lessons.timings import KEPT

BATCH, WIDE = 4, (96, 112, 128, 144)
Subject = tuple[Callable[[], object], int]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=60)
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md, and keep the numbers")
    asked = options.parse_args()
    torch.set_num_threads(1)
    with torch.inference_mode():
        widths, spread = least([subject(count, BATCH) for count in (*CHANNELS, *WIDE)], asked.rounds)
        batches, _ = least([subject(FIXED, count) for count in BATCHES], asked.rounds)
    found = {
        **compared(dict(zip((*CHANNELS, *WIDE), widths, strict=True)), dict(zip(BATCHES, batches, strict=True))),
        "spread": spread,
    }
    told = (
        f"a multiply-add of widths that are no multiple of {UNIT} costs {found['others']:.2f} times that of the "
        f"multiples beside them; of 64, 96 and 128 channels {found['thirtytwo']:.2f} times that of 16 fewer or "
        f"more, of 128 {found['power']:.2f} times as much so as of 96; of batches that are no power of 2 "
        f"{found['batch']:.2f} times that of those that are; spread {found['spread']:.2f}"
    )
    print(told)
    if asked.write:
        append_result("bench/channels.py", told)
        day = datetime.now(UTC).date().isoformat()
        kept = {"date": day, "machine": machine(), **{name: round(value, 2) for name, value in found.items()}}
        KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return 0


def subject(channels: int, batch: int) -> Subject:
    """Give a convolution's call, and its multiply-adds."""
    convolution, images = nn.Conv2d(channels, channels, 3, padding=1).eval(), torch.rand(batch, channels, SIDE, SIDE)
    return lambda: convolution(images), batch * channels * channels * 9 * SIDE * SIDE


def least(subjects: Sequence[Subject], rounds: int) -> tuple[list[float], float]:
    """Time all in turns; give nanoseconds of processor a thousand multiply-adds, and the spread."""
    times: list[list[float]] = [[] for _ in subjects]
    for call, _ in subjects:
        call()
    for _ in range(rounds):
        for at, (call, macs) in enumerate(subjects):
            begun = time.thread_time_ns()
            call()
            times[at].append((time.thread_time_ns() - begun) / macs * 1000)
    halves = [abs(min(one[::2]) - min(one[1::2])) / min(one) for one in times]
    return [min(one) for one in times], statistics.median(halves)


def compared(widths: dict[int, float], batches: dict[int, float]) -> dict[str, float]:
    """Compare what is special with what is beside it."""
    beside = [
        time / statistics.mean([widths[count // UNIT * UNIT], widths[-(-count // UNIT) * UNIT]])
        for count, time in widths.items()
        if count % UNIT
    ]
    odd = [time for count, time in batches.items() if count & (count - 1)]
    even = [time for count, time in batches.items() if count > 1 and not count & (count - 1)]
    wide = {at: widths[at] / statistics.mean([widths[at - 16], widths[at + 16]]) for at in (64, 96, 128)}
    return {
        "others": statistics.median(beside),
        "thirtytwo": statistics.mean(wide.values()),
        "power": wide[128] / wide[96],
        "batch": statistics.median(odd) / statistics.median(even),
    }


if __name__ == "__main__":
    sys.exit(main())
