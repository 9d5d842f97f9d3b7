"""Pictures for an experiment, and the trainings it makes of them: real runs, in a folder to keep or to throw away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import train_test_split

from convscope.data import Dataset, Indices, load_dataset
from convscope.data.dataset import ArrayPictures
from convscope.errors import ConvscopeError
from convscope.picture import InputContract
from convscope.runs import Run
from convscope.training import Recipe, Setup, train

Pixels = npt.NDArray[np.uint8]
EPOCHS = 12
FEW, FEW_SEEDS = 2000, 2
SIDE = 32  # of a picture at most
RECIPE = Recipe(
    epochs=EPOCHS, batch_size=64, learning_rate=4e-3, weight_decay=0.02
)  # nothing is moved, nothing softened


@dataclass(frozen=True)
class Trying:
    """On what and with what an experiment is made: ``pictures`` at most are learnt from, a third as many tested."""

    data: str = "digits"
    pictures: int = 6000
    setup: Setup = field(default_factory=Setup)
    keep: Path | None = None
    show: Callable[[object], None] = lambda _: None


@dataclass(frozen=True)
class Trained:
    """One training of an experiment is done, of ``total`` that it makes."""

    name: str
    run: Run
    done: int
    total: int


def sample(trying: Trying) -> Dataset:
    """Load the data, a fixed part of each class where there are more than are asked for."""
    dataset = load_dataset(trying.data)
    if dataset.labels.ndim != 1:
        raise ConvscopeError(f"{trying.data} has several labels a picture", fix="experiments take one label each")
    if trying.pictures < 10 * len(dataset.classes):
        raise ConvscopeError(
            f"--pictures {trying.pictures} came, {len(dataset.classes)} classes need ten each",
            fix=f"give at least {10 * len(dataset.classes)}",
        )
    learnt = np.setdiff1d(np.arange(len(dataset.labels)), dataset.test)
    learnt = _some(dataset, learnt, trying.pictures)
    test = _some(dataset, dataset.test, max(trying.pictures // 3, len(dataset.classes)))
    rows = np.concatenate([learnt, test])
    shapes = {dataset.pictures[int(row)].shape for row in rows[:64]}
    channels = max(shape[-1] for shape in shapes)
    contract = InputContract(channels, *max(shape[:2] for shape in shapes))
    if len(shapes) == 1 and max(contract.height, contract.width) <= SIDE:
        pixels = np.stack([dataset.pictures[int(row)] for row in rows])
    else:
        pixels = dataset.fitted(replace(contract, height=SIDE, width=SIDE))[rows]
    tested = np.arange(len(learnt), len(rows))
    return Dataset(dataset.name, ArrayPictures(pixels), dataset.labels[rows], dataset.classes, tested)


def on_canvas(pixels_NHWC: Pixels, side: int, *, inner: int | None = None) -> Pixels:
    """Enlarge pictures by a whole number, each pixel a block, up to ``inner``, in the middle of side × side of black.

    >>> on_canvas(np.ones((1, 2, 2, 1), np.uint8), 6, inner=4)[0, :, :, 0].tolist()[1]
    [0, 1, 1, 1, 1, 0]
    """
    count, height, width, channels = pixels_NHWC.shape
    times = max(1, (inner or side) // max(height, width))
    large = pixels_NHWC.repeat(times, axis=1).repeat(times, axis=2)
    canvas = np.zeros((count, side, side, channels), dtype=np.uint8)
    top, left = (side - height * times) // 2, (side - width * times) // 2
    canvas[:, top : top + height * times, left : left + width * times] = large
    return canvas


def centred(dataset: Dataset, side: int, *, inner: int) -> Dataset:
    """Bring every picture to inner × inner, smoothly, in the middle of side × side of black."""
    channels = dataset.pictures[0].shape[-1]
    fitted = dataset.fitted(InputContract(channels, inner, inner))
    return with_pixels(dataset, on_canvas(fitted, side, inner=inner))


def with_pixels(dataset: Dataset, pixels: Pixels) -> Dataset:
    """Give the same data with other pixels."""
    return replace(dataset, pictures=ArrayPictures(pixels), origin="")


def pixels_of(dataset: Dataset) -> Pixels:
    """Give the pixels of data whose pictures are all of one size, (N, height, width, channels)."""
    height, width, channels = dataset.pictures[0].shape
    return dataset.fitted(InputContract(channels, height, width))


@contextmanager
def folder_of(trying: Trying, name: str) -> Iterator[Path]:
    """Give a folder for an experiment's runs: the one to keep, or one that is gone afterwards."""
    if trying.keep is not None:
        yield trying.keep / name
        return
    with TemporaryDirectory(prefix="convscope-") as folder:
        yield Path(folder)


def seeds_for(dataset: Dataset) -> int:
    """Say how often a training is made: twice where data are few and a time is short."""
    return FEW_SEEDS if len(dataset.labels) <= FEW else 1


@dataclass(frozen=True)
class Part:
    """Which network of an experiment is trained, from 0, of how many, and what it is called."""

    name: str
    at: int
    of: int


def learn_often(
    dataset: Dataset, model: str, trying: Trying, *, out: Path, part: Part, epochs: int | None = None
) -> list[Run]:
    """Train as often as `seeds_for` says, each with a seed of its own into a folder of its own; say each when done."""
    recipe = RECIPE if epochs is None else RECIPE.model_copy(update={"epochs": epochs})
    runs = []
    seeds = seeds_for(dataset)
    for number in range(seeds):
        seed = trying.setup.seed + number
        setup = replace(trying.setup, seed=seed)
        folder = out / re.sub(r"[^\w.-]+", "-", f"{part.name} {seed}")
        runs.append(train(dataset, model=model, out=folder, recipe=recipe, setup=setup, on_event=lambda _: None))
        trying.show(Trained(f"{part.name}, seed {seed}", runs[-1], part.at * seeds + number + 1, part.of * seeds))
    return runs


def _some(dataset: Dataset, rows: Indices, most: int) -> Indices:
    if len(rows) <= most:
        return rows
    chosen, _ = train_test_split(rows, train_size=most, random_state=0, stratify=dataset.labels[rows])
    return np.sort(np.asarray(chosen))
