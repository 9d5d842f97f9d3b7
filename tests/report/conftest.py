"""Runs to report on: one that is done, one that was stopped, one of several labels."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from convscope.data import Dataset, load_dataset
from convscope.report import Page, render
from convscope.report.blocks import Prose
from convscope.runs import Run, open_run
from convscope.training import Epoch, Recipe, Setup, train
from convscope.training.train import Stopped


@pytest.fixture(scope="package")
def digits() -> Dataset:
    return load_dataset("digits")


@pytest.fixture(scope="package")
def run(tmp_path_factory: pytest.TempPathFactory, digits: Dataset) -> Run:
    recipe = {"epochs": "3", "learning_rate": "0.01"}
    return train(digits, model="lenet5", out=tmp_path_factory.mktemp("runs") / "done", recipe=recipe, setup=Setup(4))


@pytest.fixture(scope="package")
def stopped(tmp_path_factory: pytest.TempPathFactory, digits: Dataset) -> Run:
    """After two of five epochs."""

    def stop(event: object) -> None:
        if isinstance(event, Epoch) and event.epoch == 2:
            raise KeyboardInterrupt

    folder = tmp_path_factory.mktemp("runs") / "stopped"
    with pytest.raises(Stopped):
        train(digits, model="linear", out=folder, recipe=Recipe(epochs=5), on_event=stop)
    return open_run(folder)


@pytest.fixture(scope="package")
def several(digits: Dataset) -> Dataset:
    """Digits as pictures of several labels: is it even, is it above four, has it a loop."""
    names = ("even", "above four", "loop")
    labels = np.stack([digits.labels % 2 == 0, digits.labels > 4, np.isin(digits.labels, (0, 6, 8, 9))], axis=1)
    return Dataset("kinds", digits.pictures, labels.astype(np.int64), names, digits.test)


@pytest.fixture(scope="package")
def several_run(tmp_path_factory: pytest.TempPathFactory, several: Dataset) -> Run:
    return train(several, model="linear", out=tmp_path_factory.mktemp("runs") / "several", recipe=Recipe(epochs=2))


@pytest.fixture(scope="package")
def many(digits: Dataset) -> Dataset:
    """A class a picture's digit and its number in tens of 15: 150 classes."""
    labels = digits.labels * 15 + np.arange(len(digits.labels)) % 15
    return Dataset("many", digits.pictures, labels, tuple(f"class {number}" for number in range(150)), digits.test)


@pytest.fixture
def changed(run: Run, tmp_path: Path) -> Callable[..., Run]:
    """Give a copy of the run whose record says something else."""

    def copy(**said: object) -> Run:
        folder = tmp_path / "copy"
        shutil.copytree(run.folder, folder)
        record = json.loads((folder / "run.json").read_text()) | said
        (folder / "run.json").write_text(json.dumps(record))
        return open_run(folder)

    return copy


@pytest.fixture(scope="package")
def words() -> Callable[[Page], str]:
    """Give a page as HTML, after checking that each section has something in it."""

    def rendered(page: Page) -> str:
        assert all(section.blocks for section in page.sections)
        assert not any(isinstance(block, Prose) and not block.text for part in page.sections for block in part.blocks)
        return render(page)

    return rendered
