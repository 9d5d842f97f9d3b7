"""The verb ``segment``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from convscope.cli.main import app
from convscope.verbs import Segment

NET = """from torch import nn


class Net(nn.Sequential):
    input_shape = (3, 32, 32)

    def __init__(self):
        super().__init__(nn.Conv2d(3, 4, 3, 2, 1), nn.ReLU(), nn.Upsample(scale_factor=2))
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.py").write_text(NET)
    Image.linear_gradient("L").convert("RGB").resize((41, 30)).save(tmp_path / "scene.png")
    return tmp_path


def test_a_picture_is_labelled_and_its_python_does_the_same(here: Path) -> None:
    """By the command and by the Python that stands for it: the same bytes."""
    words = ["segment", "net.py:Net", "scene.png", "-o", "l.tif", "--tile", "16", "--json"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["exact"] and told["tile"] == 16 and [one["label"] for one in told["classes"]] == [0, 1, 2, 3]
    first = (here / "l.tif").read_bytes()
    verb = Segment(model="net.py:Net", scene="scene.png", out="l.tif", tile=16, overwrite=True)
    code = verb.python().replace("cs.load(", "import_seeded(").replace("print", "str")

    def import_seeded(spelling: str) -> object:
        import torch

        import convscope as cs

        torch.manual_seed(0)
        return cs.load(spelling)

    exec(compile(code, "verb", "exec"), {"import_seeded": import_seeded})
    assert (here / "l.tif").read_bytes() == first


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none.tif"], "there is no scene none.tif"),
        (["scene.png", "--bands", "a"], "--bands a came"),
        (["scene.png", "--bands", "1.5,2,3"], "whole numbers"),
        (["scene.png", "--range", "5"], "give two numbers"),
        (["scene.png", "--range", "9,5"], "black then white"),
        (["scene.png", "--minimum-area", "2ha"], "give pixels"),
        (["scene.png", "-o", "l.png"], "end it in .tif"),
    ],
)
def test_a_mistake_is_one_line(here: Path, words: list[str], said: str) -> None:
    """Exit code 2, and nothing is left."""
    result = CliRunner().invoke(app, ["segment", "net.py:Net", *words])
    assert result.exit_code == 2 and said in result.stderr and len(result.stderr.splitlines()) == 1
    assert sorted(path.name for path in here.iterdir() if path.name != "__pycache__") == ["net.py", "scene.png"]
