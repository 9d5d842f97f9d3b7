"""How the time and the memory of training grow with pictures, batch, threads and a network's width.

Each point is a process of its own that trains ``airbench94`` of some widths for an epoch, as ``convscope train`` does,
on pictures of noise of 32 × 32 (what they show changes neither), a few times over: seconds of the epoch, the median and
the spread, and the most memory that the process took beyond what it had before training. One thing is changed at a
time. Told are the powers by which time and memory grow, slopes on logarithmic axes, and a picture is drawn.
``python bench/growth.py [--repeats N] [--only pictures,batch] [--save FILE] [--write]``
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from machine import Others, append_result, machine

from convscope.data import ArrayPictures, Dataset
from convscope.draw.chart import Chart, Line, Lines
from convscope.training import Event, Setup, recipe_for, train

SIDE, CLASSES = 32, 10
WIDTHS = (64, 256, 256)  # of width 1
PICTURE = Path(__file__).parent / "growth.png"


@dataclass(frozen=True)
class Point:
    """What is trained: pictures an epoch, pictures a batch, threads, the width as a share of airbench94's."""

    pictures: int = 2000
    batch: int = 100
    threads: int = 1
    width: float = 0.25


@dataclass(frozen=True)
class Taken:
    """Seconds of each epoch, and the bytes at most beyond those before training."""

    seconds: list[float]
    memory: int


SWEEPS: dict[str, tuple[Any, ...]] = {
    "pictures": (500, 1000, 2000, 4000, 8000),
    "batch": (10, 25, 50, 100, 200, 400),
    "threads": tuple(sorted({1, max(1, (os.cpu_count() or 1) // 2), os.cpu_count() or 1})),
    "width": (0.125, 0.25, 0.5, 1.0),
}


def taken(point: Point, repeats: int) -> Taken:
    """Train it in this process."""
    random = np.random.default_rng(0)
    count = point.pictures + 200  # for validation and test
    pictures = random.integers(0, 256, (count, SIDE, SIDE, 3), dtype=np.uint8)
    labels = np.arange(count) % CLASSES
    names = tuple(f"class {number}" for number in range(CLASSES))
    test = np.arange(point.pictures, point.pictures + 100)
    validation = np.arange(point.pictures + 100, count)
    noise = Dataset("noise", ArrayPictures(pictures), labels, names, test=test, validation=validation)
    widths = tuple(max(1, round(one * point.width)) for one in WIDTHS)
    usual = recipe_for("cifar10-airbench94").with_settings(
        {"epochs": "1", "batch_size": f"{point.batch}", "grow": "1", "views": "one"}
    )
    before, seconds = _memory("VmRSS"), list[float]()
    for seed in range(repeats + 1):  # the first makes everything ready
        with tempfile.TemporaryDirectory() as folder:
            setup = Setup(seed=seed, device="cpu", threads=point.threads, tune="channels_last")
            run = train(
                noise, model=f"airbench94(widths={widths})", recipe=usual, out=Path(folder) / "run", setup=setup,
                on_event=_silent,
            )  # fmt: skip
            seconds.append(run.record.seconds)
    return Taken(seconds[1:], _memory("VmHWM") - before)


def apart(point: Point, repeats: int) -> Taken:
    """Train it in a process of its own."""
    command = [sys.executable, __file__, "--one", json.dumps(asdict(point)), "--repeats", f"{repeats}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{point} ended with {done.returncode}:\n{done.stderr}")
    return Taken(**json.loads(done.stdout.splitlines()[-1]))


def power(across: list[float], values: list[float]) -> float:
    """Give the slope of a straight line through the points on logarithmic axes."""
    return float(np.polyfit(np.log(across), np.log(values), 1)[0])


def panels(found: dict[str, dict[float, Taken]]) -> tuple[Lines, ...]:
    """Draw time over what is changed, and memory."""
    drawn = []
    for name, points in found.items():
        across = list(points)
        middle = [statistics.median(one.seconds) for one in points.values()]
        low, high = ([choose(one.seconds) for one in points.values()] for choose in (min, max))
        drawn.append(
            Lines(f"seconds an epoch, by {name}", name, [Line("", across, middle, low, high)], logarithmic=True)
        )
        memory = [one.memory / 1e6 for one in points.values()]
        drawn.append(Lines(f"MB, by {name}", name, [Line("", across, memory, tone=1)], logarithmic=True))
    return tuple(drawn)


def _memory(name: str) -> int:
    """Read what Linux says of this process, in bytes."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise SystemExit("memory is read from /proc/self/status, which Linux alone has")


def _silent(_: Event) -> None:
    """Say nothing of what comes about."""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--repeats", type=int, default=3, help="epochs that are timed at each point")
    options.add_argument("--only", help=f"of {', '.join(SWEEPS)}")
    options.add_argument("--save", type=Path, default=PICTURE, help="the picture, .png or .svg")
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    options.add_argument("--one", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.one:
        print(json.dumps(asdict(taken(Point(**json.loads(asked.one)), asked.repeats))))
        return 0
    names = asked.only.split(",") if asked.only else list(SWEEPS)
    if unknown := [name for name in names if name not in SWEEPS]:
        options.error(f"--only {unknown[0]} came, known are {', '.join(SWEEPS)}")
    others, found = Others(), dict[str, dict[float, Taken]]()
    for name in names:
        found[name] = {}
        for value in SWEEPS[name]:
            one = found[name][value] = apart(replace(Point(), **{name: value}), asked.repeats)
            told = f"{statistics.median(one.seconds):.2f} s ({min(one.seconds):.2f}–{max(one.seconds):.2f})"
            print(f"{name} {value:g}: {told}, {one.memory / 1e6:.0f} MB", flush=True)
    said = []
    for name, points in found.items():
        across, times = list(points), [statistics.median(one.seconds) for one in points.values()]
        memory = [float(one.memory) for one in points.values()]
        if len(across) > 1:
            grown = f"time to the {power(across, times):.2f}, memory to the {power(across, memory):.2f}"
            said.append(f"{name} {across[0]:g} to {across[-1]:g}: {grown} power ({memory[-1] / 1e6:.0f} MB)")
    sentence = f"airbench94 on noise of 32 × 32, {Point()}; spread of {asked.repeats} epochs; {machine()}."
    Chart("How training grows", sentence, panels(found), columns=4).save(asked.save)
    result = "; ".join([*said, f"{asked.repeats} epochs a point", str(others)])
    print(f"{result} on {machine()}; {asked.save}")
    if asked.write:
        append_result("bench/growth.py", result)
    return 0


if __name__ == "__main__":
    torch.set_num_threads(1)
    sys.exit(main())
