"""``ship --compare``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from convscope.cli.main import app
from convscope.errors import ConvscopeError
from convscope.runs import Run
from convscope.ship import Compared
from convscope.verbs import Session, Ship, Verb


def test_files_stand_behind_one_another(
    run: Run, python: Callable[[Verb], dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As typed: --compare a.onnx b.onnx; the report is written, and the Python compares the same."""
    monkeypatch.chdir(tmp_path)
    Ship(model=str(run.folder), out="a.onnx").run(Session(threads=1))
    Path("b.onnx").write_bytes(Path("a.onnx").read_bytes())
    words = ["ship", str(run.folder), "--compare", "a.onnx", "b.onnx", "--save", "c.html"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    assert result.output.count("all agree to 0.001") == 2 and "conv1" in Path("c.html").read_text(encoding="utf-8")
    verb = Ship(model=str(run.folder), compare=("a.onnx",), files=("b.onnx",))
    found = verb.run(Session(threads=1))
    assert isinstance(found, Compared) and [one.path.name for one in found.files] == ["a.onnx", "b.onnx"]
    assert python(verb)["compared"].as_dict() == found.as_dict()


def test_what_does_nothing_is_told() -> None:
    """Files without --compare, a target with it, a report that is no page."""
    with pytest.raises(ConvscopeError, match=r"b\.onnx came without --compare"):
        Ship(model="lenet5", files=("b.onnx",)).run(Session())
    with pytest.raises(ConvscopeError, match="--to int8 came with --compare"):
        Ship(model="lenet5", to="int8", compare=("a.onnx",)).run(Session())
    with pytest.raises(ConvscopeError, match=r"end it in \.html"):
        Ship(model="lenet5", compare=("a.onnx",), save="a.pdf").run(Session())
