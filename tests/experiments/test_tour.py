"""The tour."""

import html
import json
import re
import shlex
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from convscope.cli import commands
from convscope.cli.main import app
from convscope.errors import RunExists
from convscope.experiments import Stage, Tour, tour
from convscope.runs import open_run
from convscope.training import Setup, outset, recipe_for
from convscope.verbs import Verb


def test_it_leaves_a_run_a_file_and_a_page(taken: Tour) -> None:
    """Everything that it names is there."""
    names = {path.name for path in taken.run.folder.iterdir()}
    assert {"run.json", "metrics.jsonl", "weights.safetensors", "predictions.safetensors"} <= names
    assert {"lenet5.onnx", "digit.png", "report.html", "history"} <= names
    assert taken.bundle.difference < 1e-5 and taken.checked.network.parameters == 61_706
    json.dumps(taken.as_dict())


def test_the_pages_numbers_are_the_runs(taken: Tour) -> None:
    """Accuracy, parts, parameters and the command stand in the page as the record has them."""
    page, record = taken.report.read_text(), taken.run.record
    right = round(record.results["test_accuracy"] * 360)
    assert f"right on {right} of the 360" in page and f"{record.results['test_accuracy']:.1%}" in page
    assert all(f"{count:,}" in page for count in record.pictures.values())
    assert "61,706" in page and "416,520" in page and f"epoch {record.best_epoch}" in page


def test_it_reads_digits_well(taken: Tour) -> None:
    """One seed alone is above 97 %; the bar over five is in bench/digits.py."""
    assert taken.run.record.results["test_accuracy"] > 0.97


def test_an_existing_run_is_refused_before_anything_is_shown(taken: Tour) -> None:
    """Not one stage begins."""
    shown: list[object] = []
    with pytest.raises(RunExists):
        tour(taken.run.folder, setup=Setup(), show=shown.append)
    assert not any(isinstance(event, Stage) for event in shown)


def test_what_it_proposes_next_works(taken: Tour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The three commands it ends with run as they stand, a space in the folder's name or not."""
    monkeypatch.chdir(tmp_path)
    assert len(taken.next) == 3
    for command, _ in taken.next:
        result = CliRunner().invoke(app, shlex.split(command)[1:])
        assert result.exit_code == 0, result.output
    assert (tmp_path / "look-digit.html").is_file()


def test_every_command_in_the_page_is_one(taken: Tour, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands behind "Same as" and at the end parses as it stands, and its Python compiles."""
    parsed: list[Verb] = []
    monkeypatch.setattr(commands, "_run", lambda verb, _: parsed.append(verb))
    codes = [html.unescape(code) for code in re.findall(r"<code>(.*?)</code>", taken.report.read_text(), re.DOTALL)]
    words = [shlex.split(code) for code in codes if code.startswith("convscope ")]
    for line in words:
        assert CliRunner().invoke(app, line[1:]).exit_code == 0, line
    assert len(parsed) == len(words) >= 8
    named = [getattr(verb, "picture", "") or getattr(verb, "model", "") for verb in parsed]
    assert str(taken.picture) in named
    assert str(taken.run.folder) in named
    programs = [code for code in codes if code.startswith("import convscope")]
    assert len(programs) >= 5
    for program in programs:
        compile(program, "page", "exec")


def test_the_same_seed_gives_the_same_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second tour, and the command that the first one's record names, end in the same weights and accuracy."""
    monkeypatch.setattr(outset, "default_recipe", lambda name: recipe_for(name).with_settings({"epochs": "1"}))
    first, again = (tour(tmp_path / name, setup=Setup(seed=4)).run for name in ("first", "again"))
    command = [*shlex.split(first.record.command)[1:], "--set", "epochs=1", "--out", str(tmp_path / "third")]
    assert CliRunner().invoke(app, command).exit_code == 0
    for run in (again, open_run(tmp_path / "third")):
        assert run.record.results == first.record.results
        assert all(torch.equal(first.weights()[name], weight) for name, weight in run.weights().items())
