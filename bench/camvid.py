"""Fine-tune on CamVid's 11 classes and measure mean IoU on its test part, read once, with the time it took.

    python bench/camvid.py [--model "fcn8s(backbone='pretrained')"] [--set epochs=12] [--out DIR]

The recipe is *masks-fine-tune*, whose fields were chosen on the validation part. Wall time depends on what else the
machine does; processor time does not, and is what the budget, 45 minutes on two cores, is compared with.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

import convscope as cs
from convscope.training import Epoch, Event
from convscope.training.pixel_scores import class_iou

NAMES = "sky,building,pole,road,pavement,tree,sign,fence,car,pedestrian,bicyclist"
BUDGET = 2 * 45 * 60.0  # seconds of processor time
BAR = 0.55


def main() -> None:
    options = argparse.ArgumentParser(description="Mean IoU on CamVid within 45 minutes on two cores.")
    options.add_argument("--data", type=Path, default=Path(os.environ.get("CONVSCOPE_DATA", "data")) / "camvid")
    options.add_argument("--model", default="fcn8s(backbone='pretrained')")
    options.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--tune", default="channels_last")
    options.add_argument("--out", type=Path, default=None)
    said = options.parse_args()
    if not said.data.is_dir():
        raise SystemExit(f"there is no {said.data}: set CONVSCOPE_DATA or --data")
    begun, used = time.perf_counter(), time.process_time()

    def hear(event: Event) -> None:
        if isinstance(event, Epoch):
            print(
                f"epoch {event.epoch:2d}  loss {event.train_loss:.3f}  validation mean IoU {event.mean_iou:.4f}  "
                f"{time.process_time() - used:.0f} s of processor",
                flush=True,
            )

    with tempfile.TemporaryDirectory() as folder:
        run = cs.train(
            f"{said.data}(ignore=11, classes='{NAMES}')",
            model=said.model,
            recipe=dict(pair.split("=", 1) for pair in said.set),
            setup=cs.Setup(said.seed, threads=said.threads, tune=said.tune),
            out=said.out or Path(folder) / "run",
            on_event=hear,
        )
        _, confusion, _ = run.labelled()
        for name, share in zip(run.record.classes, class_iou(confusion), strict=True):
            print(f"{name:12s} IoU {share:.3f}")
        results = run.record.results
    processor = time.process_time() - used
    print(
        f"test mean IoU {results['test_mean_iou']:.4f} ({'reaches' if results['test_mean_iou'] >= BAR else 'misses'} "
        f"{BAR}), pixels {results['test_accuracy']:.4f}, boundary F1 {results['test_boundary_f1']:.4f}; best epoch "
        f"{run.record.best_epoch}; {processor / 60:.1f} of {BUDGET / 60:.0f} minutes of processor, "
        f"{(time.perf_counter() - begun) / 60:.1f} by the clock"
    )


if __name__ == "__main__":
    main()
