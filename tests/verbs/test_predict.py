"""The verb ``predict``."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from convscope.cli.main import app
from convscope.runs import Run
from convscope.verbs import Predict, Verb


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    for number in range(3):
        pixels = np.random.default_rng(number).integers(0, 256, (20, 30, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"{number}.png")
    return ["0.png", "1.png", "2.png"]


def invoke(run: Run, *words: str, stdin: str | None = None) -> Any:
    return CliRunner().invoke(app, ["predict", str(run.folder), *words], input=stdin)


def test_a_table_files_and_a_sheet(run: Run, pictures: list[str]) -> None:
    """All in one go; the exit code is 0."""
    result = invoke(run, *pictures, "--out", "a.csv", "--sheet", "s.png", "--top", "2")
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(Path("a.csv").read_text().splitlines()))
    assert [row["path"] for row in rows] == pictures and rows[0]["answer"] in result.output
    with Image.open("s.png") as sheet:
        assert sheet.size[0] > 300


def test_json_csv_and_a_list_on_standard_input(run: Run, pictures: list[str]) -> None:
    """The same answers in each; nothing else is printed."""
    told = json.loads(invoke(run, ".", "--json").stdout)
    listed = csv.DictReader(io.StringIO(invoke(run, "-", "--format", "csv", stdin="\n".join(pictures)).stdout))
    lines = [json.loads(line) for line in invoke(run, "*.png", "--format", "jsonl").stdout.splitlines()]
    answers = [one["answer"] for one in told["predictions"]]
    assert answers == [row["answer"] for row in listed] == [one["answer"] for one in lines]
    events = [json.loads(line) for line in invoke(run, ".", "--json-lines").stdout.splitlines()]
    assert [one["answer"] for one in events if one["event"] == "predicted"] == answers


def test_a_broken_file_is_reported_and_the_exit_code_is_1(run: Run, pictures: list[str]) -> None:
    """The others are answered."""
    Path("1.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    result = invoke(run, *pictures)
    assert result.exit_code == 1 and "1.png: " in result.output and "2 pictures in" in result.output
    assert invoke(run, "--format", "csv", *pictures).exit_code == 1


def test_its_python_does_the_same(run: Run, pictures: list[str], python: Callable[[Verb], dict[str, Any]]) -> None:
    """Files included."""
    verb = Predict(model=str(run.folder), pictures=("0.png",), top=3, out="p.json", sheet="s.png", resize="stretch")
    names = python(verb)
    assert len(names["found"][0].guesses) == 3 and Path("p.json").is_file() and Path("s.png").is_file()
    plain = Predict(model=str(run.folder), pictures=("0.png",), confidence=0.5)
    assert python(plain)["found"].calibration is not None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "no pictures came"),
        (["0.png", "--format", "xml"], "format 'xml' is not known"),
        (["0.png", "--out", "a.xlsx"], "end it in .csv, .jsonl or .json"),
        (["0.png", "--sheet", "s.gif"], "end it in .png"),
        (["0.png", "--top", "0"], "top = 0 came"),
        (["0.png", "--confidence", "90"], "between 0 and 1"),
        (["*.bmp"], "nothing matches *.bmp"),
    ],
)
def test_a_mistake_is_one_line(run: Run, pictures: list[str], words: list[str], said: str) -> None:
    """Exit code 2, and no file is left."""
    result = invoke(run, *words)
    assert result.exit_code == 2 and said in result.stderr and len(result.stderr.splitlines()) == 1
    assert sorted(path.name for path in Path().iterdir()) == pictures
