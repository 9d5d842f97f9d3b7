"""A run to look at and to ship, a picture, and a way to run the Python a verb writes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from convscope.runs import Run
from convscope.training import Recipe, train
from convscope.verbs import Verb


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return train("digits", model="lenet5", out=tmp_path_factory.mktemp("runs") / "it's", recipe=Recipe(epochs=1))


@pytest.fixture
def picture(tmp_path: Path) -> str:
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "p.png")
    return str(tmp_path / "p.png")


@pytest.fixture
def python() -> Callable[[Verb], dict[str, Any]]:
    """Run the Python a verb writes and give the names it leaves."""

    def execute(verb: Verb) -> dict[str, Any]:
        names: dict[str, Any] = {}
        exec(verb.python(), names)  # ours, just written
        return names

    return execute
