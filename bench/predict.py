"""JPEG to label: ``cs.predict`` against a plain loop over torchvision's DataLoader, in one run, in turns.

*plain*: ``ImageFolder`` with Resize, CenterCrop, ToTensor and Normalize as the network's own recipe has them, a
``DataLoader``, the module as it is loaded, in evaluation mode under ``torch.inference_mode``, softmax and topk. All of
0, 1 and 2 workers with batches of 8 and of 32 are tried on a few files first; the best of the six is the one that ours
is then timed against, in turns. *convscope*: ``cs.predict`` on the same folder. Both have the same network, weights and
number of threads, each run is a process of its own, and its clock starts after imports and loading the network: making
ours quick is counted.

Bars: at least 2 times as fast; memory over many files (hard links, or copies, of the photos) grows by less than 32 MB
after the first tenth; that bar is of 20,000, ``--memory-files 20000``. As it stands it takes less than four minutes.
``python bench/predict.py [--models pretrained,torchvision:squeezenet1_1] [--files N] [--memory-files N] [--write]``
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from machine import Others, append_result, machine

BAR, GROWTH = 2.0, 32.0
PLAIN = tuple((workers, batch) for batch in (8, 32) for workers in (0, 1, 2))


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--models", default="pretrained")
    options.add_argument("--files", type=int, default=320, help="of one timing")
    options.add_argument("--tried", type=int, default=96, help="files on which the plain loops are tried")
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--threads", type=int, default=os.cpu_count())
    options.add_argument("--memory-files", type=int, default=3000, help="0: memory is not looked at")
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    options.add_argument("--side", help=argparse.SUPPRESS)
    options.add_argument("--folder", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.side:
        print(json.dumps(side(asked)))
        return 0
    photos = Path(os.environ.get("CONVSCOPE_DATA", "../shared/data")) / "photos"
    if not photos.is_dir():
        print(f"there is no {photos}: set CONVSCOPE_DATA", file=sys.stderr)
        return 2
    told, well = [], True
    with tempfile.TemporaryDirectory() as scratch:
        for model in asked.models.split(","):
            few = linked(photos, Path(scratch) / "tried", asked.tried)
            each = {side: ask(side, model, few, asked)["seconds"] / asked.tried for side in map(spelled, PLAIN)}
            print(f"{model}: {', '.join(f'{side} {1000 * one:.1f} ms' for side, one in each.items())}", flush=True)
            best = min(each, key=lambda side: each[side])
            result, reached = timed(model, best, linked(photos, Path(scratch) / "timed", asked.files), asked)
            result += f"; all plain loops: {', '.join(f'{1000 * each[spelled(one)]:.1f}' for one in PLAIN)} ms"
            told.append(result)
            well &= reached
            print(result, flush=True)
        if asked.memory_files:
            folder = linked(photos, Path(scratch) / "many", asked.memory_files)
            grown = ask("memory", "torchvision:squeezenet1_1(num_classes=10)", folder, asked)
            told.append(
                f"over {asked.memory_files:,} files memory grew by {grown['grown']:.0f} MB after the first tenth, "
                f"{grown['later']:.0f} of them in the second half (most {grown['most']:,.0f} MB, "
                f"{asked.memory_files / grown['seconds']:,.0f} pictures a second)"
            )
            well &= grown["grown"] < GROWTH
            print(told[-1], flush=True)
    result = "; ".join(told)
    print(f"{result} on {machine()}")
    if asked.write:
        append_result("bench/predict.py", result)
    return 0 if well else 1


def linked(photos: Path, folder: Path, files: int) -> Path:
    """Fill a folder with one class folder of so many links to the photos, or copies where links cannot be made."""
    below = folder / "all"
    if below.is_dir():
        return folder
    below.mkdir(parents=True)
    own = sorted(photos.glob("*.jpg"))
    for number in range(files):
        place, source = below / f"{number:06}.jpg", own[number % len(own)]
        try:
            os.link(source, place)
        except OSError:
            copied = folder.parent / source.name
            if not copied.exists():
                shutil.copyfile(source, copied)
            os.link(copied, place)
    return folder


def spelled(plain: tuple[int, int]) -> str:
    """Name a plain loop by its workers and its batches."""
    return f"plain {plain[0]} {plain[1]}"


def timed(model: str, best: str, folder: Path, asked: argparse.Namespace) -> tuple[str, bool]:
    """Time ours and the best plain loop in turns, and say how much sooner ours is."""
    sides = ["convscope", best]
    seconds: dict[str, list[float]] = {side: [] for side in sides}
    work: dict[str, list[float]] = {side: [] for side in sides}
    labels: dict[str, list[int]] = {}
    others = Others()
    for run in range(asked.runs):
        for side in sides if run % 2 == 0 else reversed(sides):
            answer = ask(side, model, folder, asked)
            seconds[side].append(answer["seconds"])
            work[side].append(answer["work"])
            labels[side] = answer["labels"]
            print(f"{model} {side}: {answer['seconds']:.1f} s, {answer['work']:.1f} of processors", flush=True)
    ratios = [plain / ours for plain, ours in zip(seconds[best], seconds["convscope"], strict=True)]
    by_work = statistics.median(work[best]) / statistics.median(work["convscope"])
    alike = sum(a == b for a, b in zip(labels["convscope"], labels[best], strict=True)) / len(labels[best])
    each = {side: 1000 * statistics.median(times) / asked.files for side, times in seconds.items()}
    _, workers, batch = best.split()
    result = (
        f"{model}: {statistics.median(ratios):.2f} times as fast as the best plain loop ({min(ratios):.2f} to "
        f"{max(ratios):.2f}; {each['convscope']:.1f} against {each[best]:.1f} ms a picture, of {workers} workers and "
        f"batches of {batch}; of processors {by_work:.2f}), {alike:.1%} of labels alike ({asked.files} JPEGs, "
        f"{asked.runs} runs, {asked.threads} threads; others had {others.cores():.2f} of {os.cpu_count()} cores)"
    )
    return result, statistics.median(ratios) >= BAR


def ask(side: str, model: str, folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """Run a side in a process of its own."""
    words = [sys.executable, __file__, "--side", side, "--models", model, "--folder", str(folder)]
    words += ["--threads", str(asked.threads)]
    environment = {**os.environ, "OMP_NUM_THREADS": str(asked.threads)}
    done = subprocess.run(words, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def side(asked: argparse.Namespace) -> dict[str, Any]:
    """Be one side."""
    import torch

    import convscope as cs
    from convscope.model import Model

    torch.set_num_threads(asked.threads)
    torch.manual_seed(0)
    shape = {} if asked.models == "pretrained" else {"input_shape": (3, 224, 224)}
    model = cs.load(asked.models, **shape)  # type: ignore[arg-type]
    if asked.side == "memory":
        return memory(model, Path(asked.folder))
    begun, worked = time.perf_counter(), processors()
    if asked.side == "convscope":
        labels = [one.guesses[0].number for one in cs.predict(model, asked.folder)]
    else:
        assert isinstance(model, Model)
        workers, batch = map(int, asked.side.split()[1:])
        labels = plain(model, asked.folder, workers, batch)
    return {"seconds": time.perf_counter() - begun, "work": processors() - worked, "labels": labels}


def plain(model: Any, folder: str, workers: int, batch: int) -> list[int]:
    """Do as torchvision's documentation does."""
    import torch
    from torch.utils.data import DataLoader
    from torchvision import transforms
    from torchvision.datasets import ImageFolder

    contract = model.contract
    side = contract.height
    if contract.resize == "crop":
        method = getattr(transforms.InterpolationMode, contract.interpolation.upper())
        to_size: list[Any] = [
            transforms.Resize(round(side / contract.crop_share), method), transforms.CenterCrop(side)
        ]  # fmt: skip
    else:
        to_size = [transforms.Resize((side, contract.width))]
    mean, std = (list(numbers) * (3 // len(numbers)) for numbers in (contract.mean, contract.std))
    transform = transforms.Compose([*to_size, transforms.ToTensor(), transforms.Normalize(mean, std)])
    loader = DataLoader(ImageFolder(folder, transform), batch_size=batch, num_workers=workers)
    labels: list[int] = []
    with torch.inference_mode():
        for images, _ in loader:
            labels += model.module(images).softmax(1).topk(5).indices[:, 0].tolist()
    return labels


def memory(model: Any, folder: Path) -> dict[str, float]:
    """Say by how much this process grows after the first tenth of the files."""
    import convscope as cs

    begun, seen = time.perf_counter(), []

    def count(done: int, total: int) -> None:
        seen.append((done / total, resident()))

    cs.predict(model, str(folder), count=count)
    early, half, most = (max(held for share, held in seen if share <= part) / 1e6 for part in (0.1, 0.5, 1))
    return {"grown": most - early, "later": most - half, "most": most, "seconds": time.perf_counter() - begun}


def resident() -> int:
    """Give the bytes that this process has in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def processors() -> float:
    """Give seconds that this process and its children that have ended have had of processors."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    sys.exit(main())
