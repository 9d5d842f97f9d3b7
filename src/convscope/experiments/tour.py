"""The tour: check, train, look, ship, and a report of it, on real handwritten digits in under a minute."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from convscope import ship
from convscope.data import Dataset, load_dataset
from convscope.experiments.tour_story import story
from convscope.lint import Report, check
from convscope.loading import load
from convscope.look import confusion, kernels, maps, most_wrong
from convscope.models import build
from convscope.report import write
from convscope.runs import Run, refuse_occupied
from convscope.ship import Bundle
from convscope.training import Setup, train

MODEL, DATA = "lenet5", "digits"


@dataclass(frozen=True)
class Stage:
    """A step of the tour begins."""

    number: int
    title: str


@dataclass(frozen=True)
class Tour:
    """What the tour leaves behind."""

    run: Run
    checked: Report
    bundle: Bundle
    report: Path
    picture: Path
    next: tuple[tuple[str, str], ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "report": str(self.report),
            "run": self.run.as_dict(),
            "check": self.checked.as_dict(),
            "ship": self.bundle.as_dict(),
            "next": [command for command, _ in self.next],
        }


def tour(folder: str | Path, *, setup: Setup, show: Callable[[object], None] = lambda _: None) -> Tour:
    """Take LeNet-5 from its design to a shipped file on scikit-learn's digits, and tell the story in one HTML page.

    ``show`` is handed everything as it comes about: `Stage`s, the lint `Report`, training events, `View`s, the
    `Bundle`. Raises `RunExists` where the folder holds a run and ``setup`` does not say to write over it.
    """
    folder = Path(folder)
    refuse_occupied(folder, overwrite=setup.overwrite)
    setup.torch_device()  # if it is not there, say so before anything is done
    dataset = load_dataset(DATA)

    show(Stage(1, "Check: what LeNet-5 is, before it has learnt anything"))
    built = build(MODEL)
    checked = check(built.module, built.shape(None), target=MODEL)
    show(checked)

    show(Stage(2, f"Train: {len(dataset.labels):,} real digits, split into train, validation and test"))
    run = train(dataset, model=MODEL, out=folder, setup=setup, on_event=show)

    show(Stage(3, "Look: the kernels it learnt, what it sees in a digit, where it errs"))
    model = load(str(folder))
    shown = _shown_digit(dataset)
    views = (kernels(model), confusion(run, dataset), most_wrong(run, dataset))
    seen = maps(model, dataset.pictures[shown])
    picture = folder / "digit.png"
    Image.fromarray(dataset.pictures[shown][..., 0]).save(picture)
    for view in (*views, *seen):
        show(view)

    show(Stage(4, "Ship: the same network as one ONNX file, proved by running both"))
    test = dataset.fitted(model.contract)[dataset.test]
    with setup.applied():
        bundle = ship.onnx(model, folder / f"{MODEL}.onnx", pictures_NHWC=test)
    show(bundle)

    show(Stage(5, "Report"))
    commands = (
        (
            shlex.join(["convscope", "look", str(folder), str(picture)]),
            "every layer's maps of this digit, as a page of their own",
        ),
        ("convscope check torchvision:resnet18", "the same table and rules for a network of 11.7 million parameters"),
        ("convscope rule stride-skips-pixels", "what a rule means, why it hurts, what to write instead"),
    )
    page = story(run, dataset, model, checked, seen, bundle, shown=shown, commands=commands)
    report = write(page, folder / "report.html")
    return Tour(run, checked, bundle, report, picture, commands)


def _shown_digit(dataset: Dataset) -> int:
    """Choose the digit whose maps are shown: the first 3 of the test set, which has loops, ends and both slants."""
    return next(int(index) for index in dataset.test if dataset.labels[index] == 3)
