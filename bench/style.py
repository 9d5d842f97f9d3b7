"""Memory of a large picture in another's style, and frames a second of a style that was learnt and shipped.

Bars: 1,024 × 1,024 under 4 GB, with VGG-19 (its weights are random here: neither memory nor time depends on them) and
with `pretrained`; the feed-forward network at half width, 512 × 512, at least 4 frames a second on two threads of ONNX
Runtime. ``python bench/style.py [memory|frames] [--write]``
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import torch
from machine import Others, append_result, machine

MEMORY, FRAMES = 4e9, 4.0
SIDE, RUNS = 1024, 20


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("part", nargs="?", choices=("memory", "frames"))
    options.add_argument("--features", choices=("vgg19", "pretrained"), action="append")
    options.add_argument("--tile", type=int, default=512)
    options.add_argument("--side", type=int, default=SIDE)
    options.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    asked = options.parse_args()
    if asked.one:
        print(json.dumps(memory(asked.features[0], asked.side, asked.tile)))
        return 0
    met, told = True, []
    if asked.part in (None, "memory"):
        for name in asked.features or ("vgg19", "pretrained"):
            found = _apart(name, asked.side, asked.tile)
            met &= found["peak"] <= MEMORY or asked.side != SIDE
            pieces = f"tiles of {asked.tile}" if asked.tile else "whole"
            told.append(
                f"{name}, {asked.side:,}², {pieces}: peak {found['peak'] / 1e9:.2f} GB (bar 4), of which "
                f"{found['before'] / 1e9:.2f} before; a step {found['seconds']:.0f} s of processor"
            )
    if asked.part in (None, "frames"):
        others = Others()
        found = frames()
        met &= found["wall"] >= FRAMES
        told.append(
            f"feed-forward at half width, 512², shipped, 2 threads: {found['wall']:.2f} frames a second by the clock "
            f"(bar 4; median of {RUNS}; best {found['best']:.2f}), "
            f"{found['processor']:.2f} a second of one thread's processor time; {others}"
        )
    result = "; ".join(told)
    print(f"{result} on {machine()}")
    if asked.write:
        append_result("bench/style.py" + (f" {asked.part}" if asked.part else ""), result)
    return 0 if met else 1


def _apart(name: str, side: int, tile: int) -> dict[str, float]:
    """Measure in a process of its own, whose peak is its own."""
    words = [sys.executable, __file__, "--one", "--features", name, "--side", str(side), "--tile", str(tile)]
    done = subprocess.run(words, stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def memory(name: str, side: int, tile: int) -> dict[str, float]:
    """Find loss and slope once, beside all that L-BFGS remembers; give the peak of this process."""
    from convscope.apply.style.features import Features
    from convscope.apply.style.grams import content_of, mixed
    from convscope.apply.style.loss import Region, Wanted, loss_and_slope
    from convscope.apply.style.painting import MEMORY as REMEMBERED
    from convscope.apply.style.seeing import LAYERS

    model = _vgg() if name == "vgg19" else _pretrained()
    features = Features(model, *LAYERS.get(model.spelling, ((), None)))
    before = _peak()
    generator = torch.Generator().manual_seed(0)
    content = torch.rand(1, 3, side, side, generator=generator)
    remembered = [content + number for number in range(2 * REMEMBERED + 2)]  # of each step the way and the slope
    region = Region(*mixed(features, [content[:, :, :256, :256]], [1.0], side=tile))
    wanted = Wanted(features, [region], content_of(features, content, side=tile), (side, side), content_weight=0.3)
    begun = time.process_time()
    loss_and_slope(features, remembered[0].clamp(0, 1), wanted, side=tile)
    return {"peak": _peak(), "before": before, "seconds": time.process_time() - begun}


def frames() -> dict[str, float]:
    """Ship a network of random weights, and run it on one picture after the other."""
    import convscope as cs
    from convscope.apply.style.learning import CONTRACT
    from convscope.apply.style.stylenet import StyleNet
    from convscope.model import Model
    from convscope.runtime import load_onnx

    torch.manual_seed(0)
    model = Model(StyleNet().eval(), CONTRACT, (), "StyleNet", trained=True, answers="pixel")
    picture = np.random.default_rng(0).integers(0, 256, (1, 512, 512, 3), dtype=np.uint8)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "style.onnx"
        bundle = cs.ship.onnx(model, path, pictures_NHWC=np.ascontiguousarray(picture[:, :256, :256]))
        assert bundle.takes[1:3] == ("height", "width"), bundle.one_size_because
        both, alone = load_onnx(path, threads=2), load_onnx(path, threads=1)
    times = [_timed(lambda: both.answers(picture), time.perf_counter) for _ in range(RUNS + 1)][1:]
    work = [_timed(lambda: alone.answers(picture), time.process_time) for _ in range(4)][1:]
    return {"wall": 1 / median(times), "best": 1 / min(times), "processor": 1 / min(work)}


def _timed(run: Any, clock: Any) -> float:
    begun: float = clock()
    run()
    ended: float = clock()
    return ended - begun


def _vgg() -> Any:
    """Build VGG-19's convolutions as `seeing` loads them, with random weights."""
    from convscope.apply.style.seeing import IMAGENET, VGG
    from convscope.model import Model
    from convscope.models import build
    from convscope.picture import InputContract

    with torch.device("meta"):
        body: Any = build(VGG).module.get_submodule("features")
    body = body.to_empty(device="cpu").eval()
    torch.manual_seed(0)
    for module in body.modules():
        if isinstance(module, torch.nn.Conv2d):
            torch.nn.init.kaiming_normal_(module.weight)
            torch.nn.init.zeros_(module.bias)  # type: ignore[arg-type]
    return Model(body, InputContract(3, 224, 224, "stretch", *IMAGENET), (), VGG, trained=True)


def _pretrained() -> Any:
    import convscope as cs

    return cs.load("pretrained")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    sys.exit(main())
