"""The verb bench."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convscope.errors import ConvscopeError, UnknownName
from convscope.verbs import Bench, Session, Verb


def test_it_measures_draws_and_names_what_is_missing(
    tmp_path: Path, python: Callable[[Verb], dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two runtimes in turns, one that is not installed; the Python does the same."""
    monkeypatch.setattr("convscope.ship.benchmark.contenders.find_spec", lambda name: None)
    save = str(tmp_path / "b.png")
    verb = Bench(model="linear", on="torch,onnxruntime,openvino", batches="1,2", seconds=0.05, save=save)
    found = verb.run(Session(threads=1))
    assert {one.name for one in found.measured} == {"torch", "onnxruntime"} and found.path == Path(save)
    assert [name for name, _, _ in found.missing] == ["openvino"] and Path(save).stat().st_size > 1000
    assert [pace.batch for pace in found.measured[0].paces] == [1, 2] and found.threads == 1
    again = python(verb)["benchmark"]
    assert {one.name for one in again.measured} == {"torch", "onnxruntime"}


def test_mistakes_are_told() -> None:
    """A runtime there is not, batches that are none, no time."""
    with pytest.raises(UnknownName, match="did you mean 'onnxruntime'"):
        Bench(model="linear", on="onnxruntim").run(Session())
    with pytest.raises(ConvscopeError, match="--batches a,b came"):
        Bench(model="linear", batches="a,b").run(Session())
    with pytest.raises(ConvscopeError, match="--seconds 0 came"):
        Bench(model="linear", seconds=0).run(Session())
