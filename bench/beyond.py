"""Several workers against one: the same steps, how much faster, and what a model says of more machines.

python bench/beyond.py steps [--write]    # two and four workers, 20 steps in float64, 1e-9
python bench/beyond.py scaling [--write]  # pictures a second of one and two workers on this machine
python bench/beyond.py model              # no measurement: what a step and a scene would take on more machines
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from math import ceil, log2
from pathlib import Path

import torch
from machine import append_result, machine
from torch import nn

from convscope.models import build
from convscope.runs import open_run

STEPS = Path(__file__).with_name("beyond_steps.py")
BAR = 1e-9
WAYS = (("sgd", 0), ("sgd", 20), ("adamw", 0), ("muon", 20))
LINKS = {"1 Gbit/s": 0.117e9, "10 Gbit/s": 1.17e9, "100 Gbit/s": 11.7e9}  # bytes a second that arrive
LATENCY = 50e-6  # seconds of a message between two machines


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("what", choices=("steps", "scaling", "model"))
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    asked = options.parse_args()
    good, result = {"steps": steps, "scaling": scaling, "model": model}[asked.what]()
    print(f"{result} on {machine()}")
    if asked.write and asked.what != "model":
        append_result(f"bench/beyond.py {asked.what}", result)
    return 0 if good else 1


def steps() -> tuple[bool, str]:
    """Take twenty steps with one, two and four workers in several ways; give the largest difference."""
    worst: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for optimizer, parts in WAYS:
            words = ["--optimizer", optimizer, "--parts", str(parts)]
            started(1, [str(STEPS), "--out", "one", *words], folder)
            one = torch.load(Path(folder) / "one-0.pt")
            for workers in (2, 4):
                started(workers, [str(STEPS), "--out", f"of{workers}", *words], folder)
                for rank in range(workers):
                    other = torch.load(Path(folder) / f"of{workers}-{rank}.pt")
                    apart = max(float((one[name].double() - other[name].double()).abs().max()) for name in one)
                    worst[workers] = max(worst.get(workers, 0.0), apart)
                print(f"{optimizer}, {parts or 'all'} at once, {workers} workers: at most {apart:.1e} apart")
    said = ", ".join(f"{workers} workers {apart:.1e}" for workers, apart in worst.items())
    how = "SGD, AdamW, Muon; batch norm, dropout, mixing, averages, batches of 50 and 3, whole and in parts"
    return max(
        worst.values()
    ) < BAR, f"20 steps in float64 apart from one process's by at most: {said} (bar {BAR}); {how}"


def scaling() -> tuple[bool, str]:
    """Train ResNet-20 on digits of 32 × 32: one worker, two, and two that know nothing of each other, the ceiling."""
    with tempfile.TemporaryDirectory() as folder:

        def speed(out: str) -> float:
            lines = open_run(Path(folder) / out).metrics
            return max(float(line["images_per_second"]) for line in lines)

        words = [
            "-m",
            "convscope",
            "train",
            "digits",
            "--model",
            "resnet20",
            "--size",
            "32",
            "--tune",
            "off",
            "--set",
            "epochs=3",
        ]
        words += ["--set", "batch_size=128", "--threads", "1", "-q", "--out"]
        started(1, [*words, "one"], folder)
        started(2, [*words, "two"], folder)
        started(1, [*words, "apart{copy}"], folder, copies=2)
        one, two, apart = speed("one"), speed("two"), speed("apart0") + speed("apart1")
    return True, (
        f"ResNet-20, 32 × 32, batch 128, a thread a worker, pictures a second: 1 worker {one:,.0f}, 2 workers "
        f"{two:,.0f} ({two / one:.2f} ×), two trainings apart {apart:,.0f} ({apart / one:.2f} ×); a step of one "
        f"{128 / one:.2f} s"
    )


@dataclass(frozen=True)
class Volume:
    """What a step sends: bytes of gradients, bytes of batch norm a worker, and how many times all wait for all."""

    gradients: int
    norms: int
    rounds: int

    def seconds(self, workers: int, bandwidth: float) -> float:
        """Model a step's communication: rings for sums, latency by the number of hops of a tree."""
        if workers == 1:
            return 0.0
        ring = 2 * (workers - 1) / workers * self.gradients
        gathered = (workers - 1) * self.norms
        return (ring + gathered) / bandwidth + self.rounds * LATENCY * ceil(log2(workers))


def volume(module: nn.Module) -> Volume:
    """Count a network's: float32 gradients; of a norm of C channels (2 C + 1) numbers of 8 bytes, then 2 C of 4."""
    channels = [part.num_features for part in module.modules() if isinstance(part, nn.modules.batchnorm._BatchNorm)]
    gradients = 4 * sum(parameter.numel() for parameter in module.parameters() if parameter.requires_grad)
    norms = sum(8 * (2 * count + 1) + 2 * 4 * count for count in channels)
    return Volume(gradients, norms, 2 * len(channels) + ceil(gradients / 32e6) + 3)


def model() -> tuple[bool, str]:
    """Print tables: a model, nothing of it is measured."""
    for name, size, second in (("torchvision:resnet50", "a GPU's step of 256 pictures in 0.30 s", 0.30),):
        sent = volume(build(name, classes=1000).module)
        print(f"MODEL, not measured: {name}, {size}, a batch that grows with the workers")
        print(
            f"gradients {sent.gradients / 1e6:.0f} MB a step, batch norm {sent.norms / 1e6:.2f} MB a worker, ", end=""
        )
        print(
            f"{sent.rounds} rounds a step of {LATENCY * 1e6:.0f} µs a hop; share of the time that is spent computing:"
        )
        print("| workers | " + " | ".join(LINKS) + " |")
        print("| --- | " + " | ".join("---" for _ in LINKS) + " |")
        for workers in (2, 4, 8, 16, 32, 64):
            shares = [second / (second + sent.seconds(workers, speed)) for speed in LINKS.values()]
            print(f"| {workers} | " + " | ".join(f"{share:.0%}" for share in shares) + " |")
    print("MODEL, not measured: scenes on Ray, 3.3 bytes of a pixel out, 1 back; pixels a second at most:")
    print("; ".join(f"{name} {speed / (3 * 1.1 + 1) / 1e6:,.0f} million" for name, speed in LINKS.items()))
    return True, "a model"


def started(count: int, words: list[str], folder: str, *, copies: int = 1) -> None:
    """Run a program in so many workers, as torchrun starts them, to their end; or some copies of it at once."""
    told = {"WORLD_SIZE": str(count), "LOCAL_WORLD_SIZE": str(count), "MASTER_ADDR": "127.0.0.1"}
    environment = {**os.environ, **told, "MASTER_PORT": "29533", "OMP_NUM_THREADS": "1"}
    begun = []
    for copy in range(copies):
        program = [sys.executable, *(word.replace("{copy}", str(copy)) for word in words)]
        for rank in range(count):
            own = {**environment, "RANK": str(rank), "LOCAL_RANK": str(rank)}
            begun.append(subprocess.Popen(program, cwd=folder, env=own))
    codes = [process.wait() for process in begun]
    if any(codes):
        raise SystemExit("a worker failed")


if __name__ == "__main__":
    sys.exit(main())
