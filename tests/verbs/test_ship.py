"""The verb ship."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convscope.errors import UnknownName
from convscope.runs import Run
from convscope.ship import Bundle
from convscope.verbs import Session, Ship, Verb


def test_it_writes_beside_and_says_how_far_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By default MODEL.onnx in the folder one is in; an unknown target is told."""
    monkeypatch.chdir(tmp_path)
    bundle = Ship(model="lenet5").run(Session(threads=1))
    assert isinstance(bundle, Bundle) and bundle.path == Path("lenet5.onnx")
    assert Path("lenet5.onnx").is_file() and bundle.threads == 1
    with pytest.raises(UnknownName, match="did you mean 'onnx'"):
        Ship(model="lenet5", to="onx").run(Session())


def test_a_run_keeps_its_file_and_its_python_ships_the_same(
    run: Run, python: Callable[[Verb], dict[str, Any]], tmp_path: Path
) -> None:
    """By default it lies in the run's folder; the Python writes one that differs from PyTorch by just as much."""
    assert Ship(model=str(run.folder)).run(Session(threads=1)).path == run.folder / "lenet5.onnx"
    verb = Ship(model=str(run.folder), out=str(tmp_path / "net.onnx"))
    bundle = python(verb)["bundle"]
    assert bundle.path == tmp_path / "net.onnx"
    assert (run.folder / "lenet5.onnx").read_bytes() == bundle.path.read_bytes()
