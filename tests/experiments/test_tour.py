"""The tour."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from convscope.cli.main import app
from convscope.errors import RunExists
from convscope.experiments import Stage, Tour, tour
from convscope.training import Setup


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Tour:
    return tour(tmp_path_factory.mktemp("tour") / "run", setup=Setup())


def test_it_leaves_a_run_a_file_and_a_page(taken: Tour) -> None:
    """Everything that it names is there."""
    names = {path.name for path in taken.run.folder.iterdir()}
    assert {"run.json", "metrics.jsonl", "weights.safetensors", "predictions.safetensors"} <= names
    assert {"lenet5.onnx", "digit.png", "report.html", "history"} <= names
    assert taken.bundle.difference < 1e-5 and taken.checked.network.parameters == 61_706
    json.dumps(taken.as_dict())


def test_the_pages_numbers_are_the_runs(taken: Tour) -> None:
    """Accuracy, parts, parameters and the command stand in the page as the record has them."""
    html, record = taken.report.read_text(), taken.run.record
    right = round(record.results["test_accuracy"] * 360)
    assert f"right on {right} of the 360" in html and f"{record.results['test_accuracy']:.1%}" in html
    assert all(f"{count:,}" in html for count in record.pictures.values())
    assert "61,706" in html and "416,520" in html and f"epoch {record.best_epoch}" in html


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
    """The three commands it ends with run as they stand."""
    monkeypatch.chdir(tmp_path)
    for command, _ in taken.next:
        result = CliRunner().invoke(app, command.split()[1:])
        assert result.exit_code == 0, result.output
    assert (tmp_path / "look-digit.html").is_file()
