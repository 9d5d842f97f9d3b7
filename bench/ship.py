"""Shipped networks at batch 1 on one thread: C, ONNX Runtime, OpenVINO and torch in turns, beside the roofline.

Bars: LeNet-5 as C is not slower than in ONNX Runtime; and what `convscope bench` recommends is, measured a second time,
at most 5 % slower than the fastest. ResNet-20 and ``pretrained`` are reported. The C is compiled with the flags that
`convscope.runtime.c.FLAGS` says. ``python bench/ship.py [--seconds 20] [--networks resnet20,pretrained] [--write]``
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
import torch
from machine import Others, append_result, machine

import convscope as cs
from convscope.runtime.c import FLAGS, compiler
from convscope.ship.benchmark.bench import NEAR, Benchmark

NETWORKS = ("lenet5:mnist", "resnet20", "pretrained")
RUNTIMES = ("c", "onnxruntime", "openvino", "torch")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=20, help="how long each network is timed, twice")
    options.add_argument("--networks", default=",".join(NETWORKS), help="which, with commas between them")
    options.add_argument("--on", default=",".join(RUNTIMES), help="in which runtimes, c and onnxruntime among them")
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    asked = options.parse_args()
    torch.set_num_threads(1)
    others, met, lines = Others(), True, []
    for spelling in asked.networks.split(","):
        model = cs.load(spelling)
        first, second = (
            cs.ship.bench(model, on=asked.on.split(","), threads=1, batches=(1,), seconds=asked.seconds)
            for _ in range(2)
        )
        slower = regretted(first, second)
        lines.append(f"{spelling}: {told(first)}; {first.recommended.name} recommended, then {slower:.2f} of the best")
        print(lines[-1], flush=True)
        met &= slower <= NEAR and (spelling != "lenet5:mnist" or ratios(first)[1] <= 1)
    missing = "; ".join(f"{name}: {why}" for name, why, _ in first.missing)
    said = f"{'; '.join(lines)}; {compiler()} {' '.join(FLAGS)}; {missing or 'all were here'}; {others}"
    print(f"{said}\non {machine()}")
    if asked.write:
        append_result("bench/ship.py", said)
    return 0 if met else 1


def told(found: Benchmark) -> str:
    """Say the medians, C's ratio to ONNX Runtime, and the least time that the roofline leaves."""
    times = ", ".join(f"{one.name} {one.p50:.3g} ms" for one in found.measured)
    low, middle, high = ratios(found)
    assert found.roofline is not None
    roof = f"{max(found.roofline.compute_ms, found.roofline.memory_ms):.3g} ms, {found.roofline.bound}"
    return f"{times}; C to ONNX Runtime {middle:.2f} ({low:.2f}–{high:.2f}); roofline {roof}"


def ratios(found: Benchmark) -> tuple[float, float, float]:
    """Give the 10th, 50th and 90th percentile, over the rounds, of C's time in shares of ONNX Runtime's."""
    rounds = {one.name: np.array(one.rounds) for one in found.measured}
    low, middle, high = np.percentile(rounds["c"] / rounds["onnxruntime"], [10, 50, 90])
    return float(low), float(middle), float(high)


def regretted(first: Benchmark, second: Benchmark) -> float:
    """Give the time that what was recommended first takes the second time, in shares of the fastest then."""
    times = {one.name: one.p50 for one in second.equal}
    return times[first.recommended.name] / min(times.values())


if __name__ == "__main__":
    sys.exit(main())
