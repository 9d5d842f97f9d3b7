"""The verb ``style``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from convscope.cli.main import app
from convscope.verbs import Style, Verb

SMALL = ("--features", "tinyvgg", "--size", "48", "--steps", "2")


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a content, two styles and what is no picture into the folder one is in."""
    monkeypatch.chdir(tmp_path)
    random = np.random.default_rng(0)
    for name, shape in (("c.png", (40, 60, 3)), ("s.png", (32, 32, 3)), ("t.png", (32, 32, 3)), ("dot.png", (1, 1, 3))):
        Image.fromarray(random.integers(0, 256, shape, dtype=np.uint8)).save(name)
    Image.fromarray(np.zeros((20, 600, 3), np.uint8)).save("thin.png")
    Path("broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 broken")
    return tmp_path


def invoke(*words: str) -> Any:
    return CliRunner().invoke(app, ["style", *words])


def test_a_picture_and_its_curve_are_written(pictures: Path) -> None:
    """And the same ones again for the same seed."""
    done = invoke("c.png", "s.png", "t.png", "--weights", "0.7,0.3", *SMALL, "--curve", "l.svg", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["size"] == [32, 48] and len(told["steps"]) == 2 and Path("l.svg").is_file()
    first = Path("styled.png").read_bytes()
    assert invoke("c.png", "s.png", "t.png", "--weights", "0.7,0.3", *SMALL).exit_code == 0
    assert Path("styled.png").read_bytes() == first


def test_its_python_does_the_same(pictures: Path, python: Callable[[Verb], dict[str, Any]]) -> None:
    asked = Style(
        content="c.png", styles=("s.png",), out="it's.png", features="tinyvgg", size=48, steps=2, curve="c.svg",
        keep_colours="luminance",
    )  # fmt: skip
    assert python(asked)["painted"].picture.shape == (32, 48, 3)
    assert Path("it's.png").is_file() and Path("c.svg").is_file()
    weighted = Style(content="c.png", styles=("s.png",), features="x:y", features_weights="w.pth")
    assert "features=seeing('x:y', 'w.pth')" in weighted.python()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["c.png"], "no picture of a style came"),
        (["none.png", "s.png"], "there is no picture none.png"),
        (["c.png", "broken.jpg"], "broken.jpg is"),
        (["dot.png", "s.png"], "dot.png is 1 × 1 pixels"),
        (["c.png", "dot.png"], "dot.png is 1 × 1 pixels"),
        (["thin.png", "s.png"], "thin.png is so thin"),
        (["c.png", "s.png", "--out", "a.gif"], "cannot be saved as 'a.gif'"),
        (["c.png", "s.png", "--out", "c.png/a.png"], "c.png is a file, and no folder"),
        (["c.png", "s.png", "--progress", "c.png"], "c.png is a file, and no folder"),
        (["c.png", "s.png", "--curve", "a.gif"], "cannot be saved as 'a.gif'"),
        (["c.png", "s.png", "--weights", "1,2"], "2 weights came for 1 styles"),
        (["c.png", "s.png", "--mask", "dot.png"], "a mask of 1 × 1 came"),
        (["c.png", "s.png", "--layers", "nothing"], "'nothing' is not known"),
        (["c.png", "s.png", "--features", "linear"], "linear has no maps"),
        (["c.png", "s.png", "--device", "no"], "device 'no' cannot be used"),
    ],
)
def test_a_mistake_is_one_sentence_and_leaves_nothing(pictures: Path, words: list[str], said: str) -> None:
    before = set(pictures.iterdir())
    done = invoke(*SMALL, *words)
    assert done.exit_code == 2 and said in done.stderr and done.stderr.count("\n") == 1, done.output
    assert set(pictures.iterdir()) == before


def test_ctrl_c_leaves_the_picture_so_far(pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import signal

    from convscope.verbs import check_sizes

    class Stopping(check_sizes.Counted):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(check_sizes, "Counted", Stopping)
    done = invoke("c.png", "s.png", *SMALL)
    assert done.exit_code == 130 and "stopped after 1 of 2 steps, kept in styled.png" in done.stderr
    assert Path("styled.png").is_file()
