"""Kill a training at random moments, go on, and compare with a run that was never stopped.

A network with batch norm and dropout learns 400 digits, moved at random, with an average of its weights. Each trial is
killed (SIGKILL) once to three times: at a random moment, or while a checkpoint is being written, and goes on each time.
Bar: in every trial best weights, last weights, metrics but the times, test answers and results are those of the run
that was never stopped, to the bit. ``python bench/resume.py [--trials N] [--seed N] [--write]``
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

import numpy as np
from machine import append_result, machine

from convscope.data import ArrayPictures, Dataset, load_dataset
from convscope.runs import open_run
from convscope.training import Recipe, Setup, course, train

TRIALS = 20
NETWORK = """
from torch import nn


class Net(nn.Sequential):
    input_shape = (1, 16, 16)

    def __init__(self):
        super().__init__(
            nn.Conv2d(1, 8, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Dropout(0.2), nn.Linear(8 * 49, 10),
        )
"""
SETTINGS = {"epochs": "8", "batch_size": "16", "shift": "0.1", "rotate": "10", "moving_average": "0.9"}
BESIDE = ".checkpoint.safetensors."  # the beginning of the name of a checkpoint that is being written


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--trials", type=int, default=TRIALS)
    options.add_argument("--seed", type=int, default=0, help="of the moments")
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        same, kills, writing = trials(Path(folder), asked.trials, asked.seed)
    result = (
        f"{same} of {asked.trials} bit-identical after {kills} kills, {writing} of them while a checkpoint was written"
    )
    print(f"{result} on {machine()}")
    if asked.write:
        append_result("bench/resume.py", result)
    return 0 if same == asked.trials else 1


def trials(folder: Path, count: int, seed: int) -> tuple[int, int, int]:
    """Make the trials; give how many came out the same, how often was killed, and how often within a checkpoint."""
    (folder / "net.py").write_text(NETWORK, encoding="utf-8")
    preload()
    begun = time.perf_counter()
    wait(begin(folder, "whole"))
    whole = time.perf_counter() - begun
    expected = outcome(folder / "whole")
    chance = random.Random(seed)
    same = kills = writing = 0
    for trial in range(count):
        name, wanted, done = f"trial{trial}", chance.randint(1, 3), 0
        while True:
            process = begin(folder, name)
            if done == wanted:
                wait(process)
                break
            in_checkpoint = chance.random() < 0.5
            killed, within = kill(process, folder / name, chance.uniform(0, whole), in_checkpoint=in_checkpoint)
            done, kills, writing = done + killed, kills + killed, writing + within
            if not killed:  # it was quicker
                break
        equal = outcome(folder / name) == expected
        same += equal
        print(f"trial {trial}: {done} kills, {'same' if equal else 'DIFFERENT'}", flush=True)
    return same, kills, writing


def preload() -> None:
    """Import once what every training would import by itself; autograd is left alone, as it cannot be forked."""
    for name in ("torch._dynamo", "torch.utils.tensorboard"):
        import_module(name)
    digits()


def begin(folder: Path, name: str) -> int:
    """Train, or go on, in a process of its own, which has torch loaded from the start; give its number."""
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        course.EVERY_SECONDS, course.MOST_SHARE = 0.02, 0.9  # many checkpoints, that many are hit
        recipe = Recipe().with_settings(SETTINGS)
        setup = Setup(seed=3, device="cpu", threads=1, resume=True)
        train(digits(), model=f"{folder / 'net.py'}:Net", out=folder / name, recipe=recipe, setup=setup)
        code = 0
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
    finally:
        os._exit(code)


def kill(process: int, run: Path, seconds: float, *, in_checkpoint: bool) -> tuple[bool, bool]:
    """Kill a process after so many seconds, or then as soon as it writes a checkpoint.

    Give whether it was still at it, and whether a half-written checkpoint was left.
    """
    until = time.perf_counter() + seconds
    while time.perf_counter() < until or (in_checkpoint and not list(run.glob(BESIDE + "*"))):
        if os.waitpid(process, os.WNOHANG)[0]:
            return False, False
        if time.perf_counter() < until:
            time.sleep(0.001)
    os.kill(process, signal.SIGKILL)
    status = os.waitpid(process, 0)[1]
    killed = os.WIFSIGNALED(status)
    return killed, killed and bool(list(run.glob(BESIDE + "*")))


def wait(process: int) -> None:
    """Wait for a process to end well."""
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if code:
        raise SystemExit(f"a training that nobody killed ended with {code}")


def outcome(run: Path) -> dict[str, object]:
    """Read all that must be the same: every file of numbers, and what the record says of the result."""
    record = open_run(run).record
    metrics = [json.loads(line) for line in (run / "metrics.jsonl").read_text(encoding="utf-8").splitlines()]
    files = ["weights.safetensors", "last.safetensors", "predictions.safetensors"]
    files += [f"history/{path.name}" for path in sorted((run / "history").iterdir())]
    return {
        "metrics": [{key: value for key, value in line.items() if key != "images_per_second"} for line in metrics],
        "record": (record.status, record.epochs, record.best_epoch, record.results),
        **{name: (run / name).read_bytes() for name in files},
    }


def digits() -> Dataset:
    """The first 400 digits, the last 100 of them for the test."""
    every = load_dataset("digits")
    pictures = np.stack([every.pictures[index] for index in range(400)])
    return Dataset("digits", ArrayPictures(pictures), every.labels[:400], every.classes, np.arange(300, 400))


if __name__ == "__main__":
    sys.exit(main())
