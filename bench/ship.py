"""Shipped networks at batch 1 on one thread, C against ONNX Runtime, in turn, as ratios.

Bar: LeNet-5 as C is not slower than in ONNX Runtime. ResNet-20 and ``pretrained`` are reported. The C is compiled with
the flags that `convscope.runtime.c.FLAGS` says. ``python bench/ship.py [--rounds 200] [--write]``
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from machine import append_result, machine

import convscope as cs
from convscope.runtime import load_onnx
from convscope.runtime.c import FLAGS, compiler, load_c
from convscope.ship.c99.folding import folded
from convscope.ship.c99.lowering import lowered
from convscope.ship.c99.source import source
from convscope.ship.c99.written import RELATIVE

NETWORKS = {"lenet5:mnist": 20, "resnet20": 4, "pretrained": 1}  # and how many calls are timed as one
WARMING = 5


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=200, help="how often each is timed")
    options.add_argument("--networks", default=",".join(NETWORKS), help="which, with commas between them")
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    asked = options.parse_args()
    torch.set_num_threads(1)
    met, lines = True, []
    for spelling in asked.networks.split(","):
        c_ms, onnx_ms, ratios = measured(spelling, asked.rounds, NETWORKS.get(spelling, 1))
        low, middle, high = np.percentile(ratios, [10, 50, 90])
        line = f"{spelling}: C {c_ms:.3f} ms, ONNX Runtime {onnx_ms:.3f} ms, ratio {middle:.2f} ({low:.2f}–{high:.2f})"
        lines.append(line)
        print(line, flush=True)
        met &= spelling != "lenet5:mnist" or middle <= 1
    said = f"{'; '.join(lines)}; {compiler()} {' '.join(FLAGS)}"
    print(f"on {machine()}, {compiler()} {' '.join(FLAGS)}")
    if asked.write:
        append_result("bench/ship.py", said)
    return 0 if met else 1


def measured(spelling: str, rounds: int, calls: int) -> tuple[float, float, npt.NDArray[np.float64]]:
    """Give the medians of both in milliseconds, and the ratio of every round."""
    model = cs.load(spelling)
    contract = model.contract
    size = (1, contract.height, contract.width, contract.channels)
    picture = np.random.default_rng(0).integers(0, 256, size, dtype=np.uint8)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = source(folded(lowered(model)), model, "net")
        (folder / "net.c").write_text(made.c, encoding="utf-8")
        (folder / "net.h").write_text(made.header, encoding="utf-8")
        shipped = load_c(folder / "net.c", "net", made.answers, weights=made.weights if made.blob else None)
        cs.ship.onnx(model, folder / "net.onnx", pictures_NHWC=picture)
        onnx = load_onnx(folder / "net.onnx", threads=1)
        off = np.abs(shipped.scores(picture) - onnx.scores(picture)).max()
        assert off <= 2 * RELATIVE * max(1, float(np.abs(onnx.scores(picture)).max())), off
        session, taken = onnx.session, onnx.session.get_inputs()[0].name
        runs: tuple[Callable[[], object], ...] = (
            lambda: shipped.scores(picture),
            lambda: session.run(None, {taken: picture}),
        )
        times = np.empty((rounds, 2))
        for number in range(-WARMING, rounds):
            for which, run in enumerate(runs):
                begun = time.perf_counter()
                for _ in range(calls):
                    run()
                times[number if number >= 0 else 0, which] = (time.perf_counter() - begun) * 1000 / calls
    c_ms, onnx_ms = np.median(times, axis=0)
    return float(c_ms), float(onnx_ms), times[:, 0] / times[:, 1]


if __name__ == "__main__":
    sys.exit(main())
