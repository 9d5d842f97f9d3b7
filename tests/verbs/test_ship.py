"""The verb ship."""

from pathlib import Path

import pytest

from convscope.errors import UnknownName
from convscope.verbs import Session, Ship


def test_it_writes_beside_and_says_how_far_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By default MODEL.onnx in the folder one is in; an unknown target is told."""
    monkeypatch.chdir(tmp_path)
    bundle = Ship(model="lenet5").run(Session(threads=1))
    assert bundle.path == Path("lenet5.onnx") and Path("lenet5.onnx").is_file() and bundle.threads == 1
    with pytest.raises(UnknownName, match="did you mean 'onnx'"):
        Ship(model="lenet5", to="onx").run(Session())
