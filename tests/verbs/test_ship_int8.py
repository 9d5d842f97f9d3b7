"""``ship --to int8``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convscope.errors import ConvscopeError
from convscope.runs import Run
from convscope.ship import Int8Bundle
from convscope.verbs import Session, Ship, Verb


def test_a_run_calibrates_on_its_own_pictures(
    run: Run, python: Callable[[Verb], dict[str, Any]], tmp_path: Path
) -> None:
    """Accuracy before is the run's own on its test pictures; the Python ships the same file."""
    bundle = Ship(model=str(run.folder), to="int8").run(Session(threads=1))
    assert isinstance(bundle, Int8Bundle) and bundle.path == run.folder / "lenet5-int8.onnx"
    assert bundle.told is not None
    assert bundle.told.before == pytest.approx(run.record.results["test_accuracy"], abs=1e-6)
    assert bundle.told.drop <= 2 and bundle.within
    again = python(Ship(model=str(run.folder), to="int8", out=str(tmp_path / "q.onnx")))["bundle"]
    assert again.path.read_bytes() == bundle.path.read_bytes()


def test_what_is_missing_or_does_nothing_is_told() -> None:
    """No pictures to calibrate on; an option of int8's without it; a drop below nothing."""
    with pytest.raises(ConvscopeError, match="say them with --calibrate"):
        Ship(model="lenet5", to="int8").run(Session())
    with pytest.raises(ConvscopeError, match="--calibrate came with --to onnx"):
        Ship(model="lenet5", calibrate="photos").run(Session())
    with pytest.raises(ConvscopeError, match="--max-drop -1 came"):
        Ship(model="lenet5", to="int8", max_drop=-1.0).run(Session())


def test_in_c_it_is_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Beside the model's name without --out, from where one stands; the Python calls what did it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("convscope.ship.c99.written.FLAGS", ("-std=c99",))
    monkeypatch.setattr("convscope.runtime.c.FLAGS", ("-std=c99",))
    verb = Ship(model="linear", to="c-int8", calibrate="digits", max_drop=100.0)
    bundle = verb.run(Session(threads=1))
    assert isinstance(bundle, Int8Bundle) and bundle.path == Path("linear-c-int8") and bundle.proven == 2
    assert (tmp_path / "linear-c-int8" / "linear_c_int8.c").is_file() and len(list(tmp_path.iterdir())) == 1
    assert "cs.ship.c_int8(model, 'net-c', calibration_NHWC=" in verb.python() and "max_drop=100.0" in verb.python()
