"""A run for others."""

import csv
import json
import zipfile
from pathlib import Path

import pytest
from safetensors.torch import load_file

from convscope.errors import BrokenRun, ConvscopeError
from convscope.runs import Run, export_run
from convscope.training import Recipe, train


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return train("digits", model="linear", out=tmp_path_factory.mktemp("runs") / "r", recipe=Recipe(epochs=2))


def test_a_zip_holds_what_others_read(run: Run, tmp_path: Path) -> None:
    """Metrics as CSV, number for number; weights; the record; the report if there is one; nothing half-written."""
    path = export_run(run, tmp_path / "a" / "net.zip")
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        rows = list(csv.DictReader(archive.read("net/metrics.csv").decode().splitlines()))
        assert json.loads(archive.read("net/run.json"))["model"] == "linear"
        archive.extract("net/weights.safetensors", tmp_path)
    assert names >= {"net/metrics.csv", "net/run.json", "net/weights.safetensors"}
    assert ("net/report.html" in names) == (run.folder / "report.html").is_file()
    assert [float(row["train_loss"]) for row in rows] == [line["train_loss"] for line in run.metrics]
    weights = load_file(tmp_path / "net" / "weights.safetensors")
    assert all((weights[name] == tensor).all() for name, tensor in run.weights().items())
    assert [file.name for file in path.parent.iterdir()] == ["net.zip"]


def test_a_folder_holds_the_same(run: Run, tmp_path: Path) -> None:
    """Under its own name; what is there already is not written over."""
    path = export_run(run, tmp_path / "net")
    assert {file.name for file in path.iterdir()} >= {"metrics.csv", "run.json", "weights.safetensors"}
    with pytest.raises(ConvscopeError, match="is there already"):
        export_run(run, path)


def test_a_broken_run_is_not_handed_on(run: Run, tmp_path: Path) -> None:
    """Weights that are cut short are told, and nothing is left."""
    broken = tmp_path / "broken"
    broken.mkdir()
    for file in ("run.json", "metrics.jsonl", "weights.safetensors"):
        (broken / file).write_bytes((run.folder / file).read_bytes()[: 10_000 if file.startswith("weights") else None])
    with pytest.raises(BrokenRun, match="not whole"):
        export_run(Run(broken), tmp_path / "x.zip")
    assert not (tmp_path / "x.zip").exists()
