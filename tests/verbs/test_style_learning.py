"""``style --train``, and painting by what has learnt."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from convscope.cli.main import app
from convscope.verbs import Style, Verb

LEARNING = ("--features", "tinyvgg", "--size", "48", "--steps", "1", "--train")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Put a folder of pictures and a style beside each other, and let a network learn it."""
    place = tmp_path_factory.mktemp("styles")
    (place / "photos").mkdir()
    random = np.random.default_rng(0)
    for name in ("photos/a.png", "photos/b.png", "s.png"):
        Image.fromarray(random.integers(0, 256, (60, 48, 3), dtype=np.uint8)).save(place / name)
    words = [str(place / "photos"), str(place / "s.png"), *LEARNING, "--out", str(place / "run")]
    done = invoke(*words)
    assert done.exit_code == 0 and "1 steps, loss" in done.output and "convscope ship" in done.output, done.output
    return place


def invoke(*words: str) -> Any:
    return CliRunner().invoke(app, ["style", *words])


def test_a_run_paints(place: Path, monkeypatch: pytest.MonkeyPatch, python: Callable[[Verb], dict[str, Any]]) -> None:
    """By the command and by its Python, the same."""
    monkeypatch.chdir(place)
    done = invoke("photos/a.png", "run", "--size", "40", "--out", "one.png")
    assert done.exit_code == 0 and "as learnt by run" in done.output, done.output
    python(Style(content="photos/a.png", styles=("run",), size=40, out="two.png"))
    assert Path("one.png").read_bytes() == Path("two.png").read_bytes()


def test_its_python_learns_the_same(place: Path) -> None:
    """Written as it can be run."""
    asked = Style(content="p", styles=("s.png",), train=True, out="r", features="tinyvgg", steps=3, overwrite=True)
    compile(asked.python(), "learning", "exec")
    assert "learn('p', ['s.png'], 'r', Styling(size=256), Learning(steps=3, overwrite=True), features='tinyvgg')" in (
        asked.python()
    )
    assert Style(content="p", styles=("a/b.png",), train=True).place() == "runs/style-b"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none", "s.png", "--train"], "there is no folder none"),
        (["photos", "s.png", "--train", "--out", "run"], "run already holds a run"),
        (["photos", "s.png", "--train", "--mask", "m.png"], "--mask came with --train"),
        (["photos", "s.png", "--train", "--steps", "0", "--features", "tinyvgg"], "steps = 0 came"),
        (["photos", "--train"], "no picture of a style came"),
        (["photos/a.png", "run", "--strength", "2"], "--strength came with a style that was learnt"),
        (["photos/a.png", "run", "s.png"], "2 styles came, one of which was learnt"),
        (["photos/a.png", "photos"], "photos is not a run"),
        (["photos/a.png", "s.png", "--overwrite"], "--overwrite came without --train"),
    ],
)
def test_a_mistake_is_one_sentence(place: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str) -> None:
    monkeypatch.chdir(place)
    before = set(place.iterdir())
    done = invoke(*words)
    assert done.exit_code == 2 and said in done.stderr and done.stderr.count("\n") == 1, done.output
    assert set(place.iterdir()) == before
