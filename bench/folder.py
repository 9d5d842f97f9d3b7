"""Fine-tuning on a folder of pictures: time to the same validation accuracy, memory, test accuracy, against two peers.

*convscope*: ``cs.train(folder, model="pretrained")``. *fastai*: ``Learner.fine_tune`` with its own rates, head, batch
size and augmentation (``Resize(224)``, ``aug_transforms()``), as its vision tutorial does. *plain*: the loop of
torchvision's transfer-learning tutorial: RandomResizedCrop, flip, batches of 4, SGD 0.001 with momentum 0.9, StepLR(7,
0.1). All three have the same backbone and weights (EfficientNet-Lite0 at 224), split, threads and number of epochs, and
run in turns, each in a process of its own with empty caches. The clock starts when data are about to be read, after
imports, and stops after each validation; what processors have worked by then stands beside it, which other programs
disturb less. The weights that are best on validation answer the test pictures, once. Peak
memory is that of the training process; processes that only decode are not counted, in favour of who has them.

The target is the lowest of the three's best validation accuracies, so that each reaches it. Bars, on each data set: the
time to it of either peer at least 3 times ours; our memory no larger. ``pip install 'convscope[bench]'``, or fastai in
another environment that has torch, timm and the weights: ``--fastai PYTHON``. ``--keep FOLDER`` keeps what each side
tells and does not ask it again, ``--sides convscope`` asks only some: so hours may be parted, and summed up at the end.
``python bench/folder.py [--data ants-bees,scenes] [--epochs N] [--repeats N] [--keep FOLDER] [--write]``
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from machine import Others, append_result, machine

BAR = 3.0
SIDES = ("convscope", "fastai", "plain")
SIDE = Path(__file__).parent / "fine_tuning"


@dataclass(frozen=True)
class Told:
    """What a side tells: (seconds, of processors, accuracy) of each validation, bytes at most, accuracy on test.

    ``others`` are the cores that other programs had meanwhile.
    """

    validations: tuple[tuple[float, float, float], ...]
    peak: int
    test: float
    others: float

    @classmethod
    def read(cls, answer: Path) -> Told:
        """Read what it has written."""
        said = json.loads(answer.read_text(encoding="utf-8"))
        validations = tuple((clock, work, accuracy) for clock, work, accuracy in said["validations"])
        return cls(validations, said["peak"], said["test"], said["others"])

    @property
    def best(self) -> float:
        """The best validation accuracy."""
        return max(accuracy for _, _, accuracy in self.validations)

    def seconds_to(self, target: float) -> tuple[float, float]:
        """When the target was first reached: by the clock, and what processors had worked by then."""
        return next((clock, work) for clock, work, accuracy in self.validations if accuracy >= target)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", default="ants-bees,scenes")
    options.add_argument("--epochs", type=int, default=8)
    options.add_argument("--repeats", type=int, default=3, help="seeds 0, 1, …, of split and training")
    options.add_argument("--threads", type=int, default=os.cpu_count())
    options.add_argument("--fastai", default=sys.executable, metavar="PYTHON", help="the Python that has fastai")
    options.add_argument("--sides", default=",".join(SIDES), help="only these are asked; of the others, what is kept")
    options.add_argument("--keep", type=Path, metavar="FOLDER", help="where answers are kept, and found again")
    options.add_argument("--write", action="store_true", help="append a line a data set to bench/RESULTS.md")
    asked = options.parse_args()
    root = Path(os.environ.get("CONVSCOPE_DATA", "../shared/data"))
    well = True
    for name in asked.data.split(","):
        if not (root / name).is_dir():
            print(f"no {root / name}; set CONVSCOPE_DATA", file=sys.stderr)
            return 2
        rounds = [one_round(root / name, seed, asked) for seed in range(asked.repeats)]
        if any(set(one) != set(SIDES) for one in rounds):
            print(f"{name}: not all sides have told theirs yet", flush=True)
            continue
        result, reached = summed_up(name, rounds, asked)
        well &= reached
        print(f"{result} on {machine()}", flush=True)
        if asked.write:
            append_result(f"bench/folder.py --data {name} --epochs {asked.epochs}", result)
    return 0 if well else 1


def one_round(folder: Path, seed: int, asked: argparse.Namespace) -> dict[str, Told]:
    """Run the three sides on one split, another one first each time."""
    found = {}
    with tempfile.TemporaryDirectory() as scratch:
        job = {"folder": str(folder.resolve()), "seed": seed, "epochs": asked.epochs, "threads": asked.threads}
        job |= {"split": split_of(folder, seed), "scratch": scratch}
        (Path(scratch) / "job.json").write_text(json.dumps(job), encoding="utf-8")
        for number in range(len(SIDES)):
            side = SIDES[(number + seed) % len(SIDES)]
            answer = (asked.keep or Path(scratch)) / f"{folder.name}-{asked.epochs}-{seed}-{side}.json"
            if not answer.exists() and side in asked.sides.split(","):
                ask(side, Path(scratch), answer, asked)
            if not answer.exists():
                continue
            found[side] = Told.read(answer)
            curve = ", ".join(
                f"{accuracy:.3f} at {clock:.0f} s ({work:.0f})" for clock, work, accuracy in found[side].validations
            )
            memory = f"{found[side].peak / 1e9:.2f} GB"
            told = f"{folder.name} {seed} {side}: {curve}; {memory}; test {found[side].test:.2%}"
            print(f"{told}; others {found[side].others:.2f} cores", flush=True)
    return found


def split_of(folder: Path, seed: int) -> dict[str, list[tuple[str, int]]]:
    """Give the pictures of each part with their labels, as convscope splits them."""
    from convscope.data import load_dataset
    from convscope.data.files import FilePictures

    dataset = load_dataset(str(folder), on_note=lambda _: None)
    assert isinstance(dataset.pictures, FilePictures)
    paths, split = dataset.pictures.paths, dataset.split(seed)
    parts = {"train": split.train, "validation": split.validation, "test": split.test}
    return {
        part: [(str(Path(paths[row]).resolve()), int(dataset.labels[row])) for row in rows]
        for part, rows in parts.items()
    }


def ask(side: str, scratch: Path, answer: Path, asked: argparse.Namespace) -> None:
    """Run a side in a process of its own, with empty caches."""
    python = asked.fastai if side == "fastai" else sys.executable
    threads = str(asked.threads)
    environment = {**os.environ, "OMP_NUM_THREADS": threads, "CONVSCOPE_CACHE": str(scratch / "cache")}
    others, whole = Others(), scratch / f"{side}.json"
    subprocess.run(
        [python, str(SIDE / f"of_{side}.py"), str(scratch / "job.json"), str(whole)],
        env=environment, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    told = {**json.loads(whole.read_text(encoding="utf-8")), "others": others.cores()}
    answer.parent.mkdir(parents=True, exist_ok=True)
    answer.write_text(json.dumps(told), encoding="utf-8")


def summed_up(name: str, rounds: list[dict[str, Told]], asked: argparse.Namespace) -> tuple[str, bool]:
    """Say what came out, and whether the bars are reached."""
    targets = [min(told.best for told in one.values()) for one in rounds]
    times = {
        side: [one[side].seconds_to(target) for one, target in zip(rounds, targets, strict=True)] for side in SIDES
    }
    peaks = {side: max(one[side].peak for one in rounds) for side in SIDES}
    well = peaks["convscope"] <= min(peaks.values())
    parts = []
    for side in SIDES:
        clock, work = (statistics.median(column) for column in zip(*times[side], strict=True))
        part = f"{side} {clock:.0f} s ({work:.0f} of processors)"
        if side != "convscope":
            by_clock, by_work = (
                [peer[kind] / ours[kind] for peer, ours in zip(times[side], times["convscope"], strict=True)]
                for kind in (0, 1)
            )
            part += f", {statistics.median(by_clock):.1f} times ours ({min(by_clock):.1f} to {max(by_clock):.1f}; "
            part += f"of processors {statistics.median(by_work):.1f})"
            well &= statistics.median(by_clock) >= BAR
        best = statistics.mean(one[side].best for one in rounds)
        test = statistics.mean(one[side].test for one in rounds)
        parts.append(f"{part}, {peaks[side] / 1e9:.2f} GB, best validation {best:.1%}, test {test:.1%}")
    reached = f"{statistics.mean(targets):.1%}"
    told = f"{name}, to {reached} on validation: {' · '.join(parts)} ({len(rounds)} seeds, {asked.epochs} epochs, "
    others = max(one[side].others for one in rounds for side in SIDES)
    return f"{told}{asked.threads} threads; other programs had at most {others:.2f} of {os.cpu_count()} cores)", well


if __name__ == "__main__":
    sys.exit(main())
