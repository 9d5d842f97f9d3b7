"""The verb ``detect``."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from convscope.cli.main import app
from convscope.runs import Run
from convscope.verbs import Detect, Verb


@pytest.fixture
def folder(box_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The test pictures, beside COCO's JSON, which is no picture."""
    monkeypatch.chdir(tmp_path)
    return str(Path(box_run.record.origin) / "test")


def invoke(run: Run, *words: str) -> Any:
    return CliRunner().invoke(app, ["detect", str(run.folder), *words])


def test_a_table_files_and_overlays(box_run: Run, folder: str) -> None:
    """All in one go; the exit code is 0."""
    result = invoke(box_run, folder, "--confidence", "0.2", "--out", "b.json", "--overlay", "seen")
    assert result.exit_code == 0, result.output
    content = json.loads(Path("b.json").read_text())
    assert len(content["images"]) == 6 == len(list(Path("seen").glob("*.png"))) and content["annotations"]
    assert "red" in result.output and "on 6 pictures" in result.output and "b.json, seen" in result.output


def test_json_and_a_broken_file(box_run: Run, folder: str) -> None:
    """It is named, and the exit code is 1."""
    Path("broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    result = invoke(box_run, folder, "broken.png", "--json", "--tile", "64")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["broken"] == 1 and told["detections"][-1]["path"] == "broken.png" and told["pictures"] == 7


def test_its_python_does_the_same(box_run: Run, folder: str, python: Callable[[Verb], dict[str, Any]]) -> None:
    """Files included."""
    verb = Detect(model=str(box_run.folder), pictures=(folder,), confidence=0.2, tile=64, out="b.csv", overlay="seen")
    names = python(verb)
    assert len(names["found"]) == 6 and Path("b.csv").is_file() and Path("seen").is_dir()
    assert verb.command().endswith("--confidence 0.2 --tile 64 --out b.csv --overlay seen")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "no pictures came"),
        (["x.png", "--out", "a.xlsx"], "end it in .json (COCO) or .csv"),
        (["x.png", "--confidence", "7"], "between 0 and 1"),
        (["x.png", "--tile", "2"], "give 16 pixels or more"),
        (["*.bmp"], "nothing matches *.bmp"),
    ],
)
def test_what_cannot_be_is_told_and_the_exit_code_is_2(box_run: Run, folder: str, words: list[str], said: str) -> None:
    """In one line."""
    result = invoke(box_run, *words)
    assert result.exit_code == 2 and said in result.output
