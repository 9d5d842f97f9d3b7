"""The verb ``retrieve``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from convscope.cli.main import app
from convscope.runs import Run
from convscope.verbs import Retrieve, Verb


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tree: Callable[..., Path]) -> Path:
    monkeypatch.chdir(tmp_path)
    tree(tmp_path, {"photos": 4})
    (tmp_path / "photos" / "twice.png").write_bytes((tmp_path / "photos" / "2.png").read_bytes())
    return tmp_path


def invoke(*words: str) -> Any:
    return CliRunner().invoke(app, ["retrieve", *words])


def test_index_find_duplicates(run: Run, photos: Path) -> None:
    """Built, looked up, and both sheets drawn."""
    layer = ["--model", str(run.folder), "--layer", "conv1"]
    built = invoke("index", "photos", *layer)
    assert built.exit_code == 0 and "5 pictures" in built.output and "5 added" in built.output, built.output
    found = json.loads(invoke("find", "photos/2.png", "--count", "2", "--sheet", "s.png", "--json").stdout)
    assert {Path(hit["path"]).name for hit in found["hits"]} == {"2.png", "twice.png"}
    twice = invoke("duplicates", "--distance", "1e-6", "--sheet", "d.png")
    assert twice.exit_code == 0 and "1 group, 1 copy too many among 5 pictures" in twice.output
    for name in ("s.png", "d.png"):
        with Image.open(name) as sheet:
            assert sheet.width > 300


def test_its_python_does_the_same(run: Run, photos: Path, python: Callable[[Verb], dict[str, Any]]) -> None:
    """Each action."""
    python(Retrieve(action="index", pictures=("photos",), model=str(run.folder), layer="conv1", index="a b"))
    found = python(Retrieve(action="find", pictures=("photos/1.png",), index="a b", count=3, sheet="s.png"))
    assert len(found["found"].hits) == 3 and Path("s.png").is_file()
    assert python(Retrieve(action="duplicates", index="a b", distance=1e-6))["found"].groups


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["search"], "action 'search' is not known"),
        (["index"], "no pictures came"),
        (["index", "photos", "--sheet", "s.png"], "which shows nothing"),
        (["index", "photos", "--count", "3"], "--count came with index"),
        (["find", "a.png", "--weights", "w.pt"], "looks by the network that the index was made with"),
        (["duplicates", "--count", "3"], "--count came with duplicates, which does not heed it"),
        (["duplicates", "--device", "no"], "device 'no' cannot be used"),
        (["find"], "0 pictures came, find takes one"),
        (["find", "photos/1.png"], "there is no index pictures.index"),
        (["duplicates", "photos"], "looks at the whole index"),
        (["duplicates", "--sheet", "s.gif"], "end it in .png"),
    ],
)
def test_a_mistake_is_one_line(photos: Path, words: list[str], said: str) -> None:
    """Exit code 2, and nothing is left."""
    result = invoke(*words)
    assert result.exit_code == 2 and said in result.stderr and len(result.stderr.splitlines()) == 1
    assert [path.name for path in photos.iterdir()] == ["photos"]
