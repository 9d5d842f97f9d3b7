"""How runs look in a terminal."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from convscope.cli.main import app
from convscope.training import Recipe, train


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("r")
    for epochs in (1, 2):
        train("digits", model="linear", out=folder / f"e{epochs}", recipe=Recipe(epochs=epochs))
    (folder / "bad").mkdir()
    (folder / "bad" / "run.json").write_text("[")
    return folder


def told(*words: str) -> str:
    result = CliRunner().invoke(app, ["runs", *words])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_list_has_a_line_a_run(folder: Path) -> None:
    """Status, data, network, accuracy; a broken one its reason; an empty folder a word."""
    lines = told("list", str(folder)).splitlines()
    assert sum("done" in line and "digits" in line and "%" in line for line in lines) == 2
    assert "broken" in lines[-1] or "broken" in lines[-2]
    (folder.parent / "empty").mkdir(exist_ok=True)
    assert "no runs in" in told("list", str(folder.parent / "empty"))


def test_one_is_shown_with_its_epochs(folder: Path) -> None:
    """A line each, the best marked; the command that makes it again."""
    output = told("show", str(folder / "e2"))
    assert "convscope train digits --model linear" in output and "2 epochs" in output
    assert sum(line.strip().startswith(("1 ", "2 ", "1*", "2*")) for line in output.splitlines()) == 2


def test_two_are_compared(folder: Path, tmp_path: Path) -> None:
    """What differed, what came out, where the picture is."""
    output = told("compare", str(folder / "e1"), str(folder / "e2"), "--save", str(tmp_path / "c.png"))
    assert "recipe: epochs" in output and "test accuracy" in output and "c.png" in output
    assert "nothing was asked differently" in told(
        "compare", str(folder / "e1"), str(folder / "e1"), "--save", str(tmp_path / "d.png")
    )


def test_an_export_is_named_with_its_files(folder: Path, tmp_path: Path) -> None:
    """In one line; quiet, the place alone."""
    assert "metrics.csv" in told("export", str(folder / "e1"), "--out", str(tmp_path / "a.zip"))
    quiet = told("export", str(folder / "e1"), "--out", str(tmp_path / "b.zip"), "--quiet")
    assert quiet.strip() == str(tmp_path / "b.zip")
