"""What int8 costs and gains: three bars.

*Accuracy*: a CIFAR-10 network loses at most 0.5 points on all 10,000 test pictures (calibrated on training pictures,
layers chosen on validation). *Agreement*: `pretrained` in int8 answers at least 95 % of the photographs as it does in
float, most of its multiply-adds on integers; it is calibrated on ants and bees, and which layers stay in float is
decided on others of these, with two points to spare. *Speed*: MobileNetV2 with random weights is at least twice as
fast as in float, one thread, one picture, in turns. The data are those in $CONVSCOPE_DATA.
``python bench/ship_int8.py [--model SPELLING] [--only BAR] [--write]``
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import torch
from machine import append_result, machine

from convscope.cli.show_ship import int8 as shown
from convscope.loading import load
from convscope.ship import Int8Bundle, int8
from convscope.ship.calibration import of_named, told_on

POINTS, AGREE, SPEED = 0.5, 0.95, 2.0
SPARE = 2.0  # points: what is decided on are other pictures


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--model", default="lenet5:cifar10", help="a CIFAR-10 network: its spelling, or a run")
    options.add_argument("--only", choices=("accuracy", "agreement", "speed"))
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    wanted = options.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    data = Path(os.environ["CONVSCOPE_DATA"])
    said: list[str] = []
    passed: list[bool] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "q.onnx"

        def tell(what: str, bundle: Int8Bundle, told: str, ok: bool) -> None:
            print(f"{what}\n{shown(bundle).plain}\n", flush=True)
            assert bundle.share_of_macs is not None
            left = f"; {bundle.share_of_macs:.1%} of the multiply-adds are int8"
            left += f"; in float: {', '.join(bundle.left_in_float)}" if bundle.left_in_float else ""
            said.append(f"{what}: {told}{left}")
            passed.append(ok)

        if wanted.only in (None, "accuracy"):
            bundle = _shipped(wanted.model, path, "cifar10", None)
            share = bundle.told
            assert share is not None
            told = f"{share.before:.2%} in float, {share.after:.2%} in int8 on {share.pictures:,} test pictures"
            tell(wanted.model, bundle, told, share.drop <= POINTS)
        if wanted.only in (None, "agreement"):
            bundle = _shipped(
                "pretrained", path, str(data / "ants-bees"), str(data / "photos"), max_drop=100 * (1 - AGREE) - SPARE
            )
            assert bundle.told is not None
            agree, most = bundle.told.after, (bundle.share_of_macs or 0) > 0.5
            tell("pretrained", bundle, f"the same answer on {agree:.1%} of {bundle.told.pictures} photos, "
                 f"{bundle.faster:.2f} times float's speed", agree >= AGREE and most)  # fmt: skip
        if wanted.only in (None, "speed"):
            bundle = _shipped("torchvision:mobilenet_v2", path, str(data / "ants-bees"), None, max_drop=100.0)
            before, after = bundle.original, bundle.shipped
            told = (
                f"float {before.median:.2f} ms ({before.low:.2f} to {before.high:.2f}), int8 {after.median:.2f} ms "
                f"({after.low:.2f} to {after.high:.2f}): {bundle.faster:.2f} times (bar {SPEED:g})"
            )
            tell("torchvision:mobilenet_v2", bundle, told, bundle.faster >= SPEED)
    print("; ".join(said), f"\non {machine()}, 1 thread")
    if wanted.write:
        append_result("bench/ship_int8.py" + (f" --only {wanted.only}" if wanted.only else ""), "; ".join(said))
    return 0 if all(passed) else 1


def _shipped(spelling: str, path: Path, data: str, test: str | None, *, max_drop: float = POINTS) -> Int8Bundle:
    model = load(spelling)
    pictures = of_named(model, data)
    told = pictures.test if test is None else told_on(model, test)
    return int8(
        model, path, calibration_NHWC=pictures.calibration_NHWC, validation=pictures.validation, test=told,
        max_drop=max_drop,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
