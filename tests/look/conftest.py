"""A small trained run and its data."""

import pytest

from convscope.data import Dataset, load_dataset
from convscope.loading import load
from convscope.model import Model
from convscope.runs import Run
from convscope.training import Recipe, train


@pytest.fixture(scope="package")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return train("digits", model="lenet5", out=tmp_path_factory.mktemp("runs") / "run", recipe=Recipe(epochs=3))


@pytest.fixture(scope="package")
def model(run: Run) -> Model:
    return load(str(run.folder))


@pytest.fixture(scope="package")
def digits() -> Dataset:
    return load_dataset("digits")
