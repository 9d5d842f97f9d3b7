"""Fine-tune on CamVid's 11 classes and measure mean IoU on its test part, read once, with the time it took.

    python bench/camvid.py [--model "fcn4s(backbone='pretrained')"] [--set epochs=12] [--out DIR [--resume]] [--write]

The recipe is *masks-fine-tune* with `CHOSEN`, chosen on the validation part (bench/LOG.md); ``--set`` changes it
further. Wall time depends on what else the machine does; processor time does not, and is what the budget, 45 minutes on
two cores, is compared with.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from machine import Spent, append_result

import convscope as cs
from convscope.training import Epoch, Event
from convscope.training.pixel_scores import class_iou

NAMES = "sky,building,pole,road,pavement,tree,sign,fence,car,pedestrian,bicyclist"
CHOSEN = {
    "size": "288,384", "epochs": "18", "grow": "0.75,1", "moving_average": "0.99", "balance": "mild",
    "views": "mirrored", "saturation": "0.2",
}  # fmt: skip
BUDGET = 2 * 45 * 60.0  # seconds of processor time
BAR = 0.55


def main() -> None:
    options = argparse.ArgumentParser(description="Mean IoU on CamVid within 45 minutes on two cores.")
    options.add_argument("--data", type=Path, default=Path(os.environ.get("CONVSCOPE_DATA", "data")) / "camvid")
    options.add_argument("--model", default="unet(backbone='pretrained')")
    options.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--tune", default="channels_last")
    options.add_argument("--out", type=Path, default=None)
    options.add_argument("--resume", action="store_true", help="go on with the run in --out; its time counts")
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    said = options.parse_args()
    if not said.data.is_dir():
        raise SystemExit(f"there is no {said.data}: set CONVSCOPE_DATA or --data")
    spent = Spent(said.out, resume=said.resume)
    recipe = CHOSEN | dict(pair.split("=", 1) for pair in said.set)

    def hear(event: Event) -> None:
        if isinstance(event, Epoch):
            print(
                f"epoch {event.epoch:2d}  loss {event.train_loss:.3f}  validation mean IoU {event.mean_iou:.4f}  "
                f"{spent.processor:.0f} s of processor",
                flush=True,
            )

    with tempfile.TemporaryDirectory() as folder, ExitStack() as atlast:
        atlast.callback(spent.keep)  # stopped, too
        run = cs.train(
            f"{said.data}(ignore=11, classes='{NAMES}')",
            model=said.model,
            recipe=recipe,
            setup=cs.Setup(said.seed, threads=said.threads, tune=said.tune, resume=said.resume),
            out=said.out or Path(folder) / "run",
            on_event=hear,
        )
        _, confusion, _ = run.labelled()
        for name, share in zip(run.record.classes, class_iou(confusion), strict=True):
            print(f"{name:12s} IoU {share:.3f}")
        results = run.record.results
    processor = spent.processor
    reached = "reaches" if results["test_mean_iou"] >= BAR else "misses"
    fields = " ".join(f"{name}={value}" for name, value in recipe.items())
    result = (
        f"{said.model}, {fields}: test mean IoU {results['test_mean_iou']:.4f} "
        f"({reached} {BAR}), pixels {results['test_accuracy']:.4f}, boundary F1 {results['test_boundary_f1']:.4f}; "
        f"best epoch {run.record.best_epoch}; {processor / 60:.1f} of {BUDGET / 60:.0f} minutes of processor, "
        f"{spent.clock / 60:.1f} by the clock"
    )
    print(result)
    if said.write:
        append_result("bench/camvid.py", result)


if __name__ == "__main__":
    main()
