"""The verb ``runs``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convscope.errors import ConvscopeError
from convscope.runs import Run
from convscope.verbs import Runs, Session, Verb


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        (Runs(action="lst"), "did you mean 'list'"),
        (Runs(action="compare", runs=("a",)), "name two of them"),
        (Runs(action="show"), "name one folder"),
        (Runs(action="list", runs=("a", "b")), "name one folder"),
        (Runs(action="list", save="x.png"), "it is of compare"),
        (Runs(action="show", runs=("a",), out="x.zip"), "it is of export"),
        (Runs(action="show", runs=("nowhere",)), "is not a run"),
        (Runs(action="compare", runs=("a", "b"), save="x.pdf"), "a chart cannot be saved"),
    ],
)
def test_a_mistake_is_told(verb: Runs, said: str) -> None:
    """What came and what to give."""
    with pytest.raises(ConvscopeError, match=said):
        verb.run(Session())


def test_each_gives_json(run: Run, tmp_path: Path) -> None:
    """With the same run in each."""
    place = str(run.folder)
    listed = Runs(action="list", runs=(str(run.folder.parent),)).run(Session()).as_dict()
    assert place in [one["folder"] for one in listed["runs"]]
    shown = Runs(action="show", runs=(place,)).run(Session()).as_dict()
    assert len(shown["metrics"]) == shown["epochs"] and shown["folder"] == place
    compared = Runs(action="compare", runs=(place, place), save=str(tmp_path / "c.png")).run(Session()).as_dict()
    assert compared["differences"] == [] and Path(compared["path"]).is_file()
    exported = Runs(action="export", runs=(place,), out=str(tmp_path / "r.zip")).run(Session()).as_dict()
    assert "metrics.csv" in exported["files"]


def test_its_python_gives_the_same(
    run: Run, python: Callable[[Verb], dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lists, compares and writes."""
    monkeypatch.chdir(tmp_path)
    place = str(run.folder)
    assert run.folder in [one.folder for one in python(Runs(action="list", runs=(str(run.folder.parent),)))["runs"]]
    assert python(Runs(action="show", runs=(place,)))["run"].record == run.record
    assert python(Runs(action="compare", runs=(place, place)))["comparison"].differences == ()
    assert (tmp_path / "compare.png").is_file()
    python(Runs(action="export", runs=(place,), out="r.zip"))
    assert (tmp_path / "r.zip").is_file()
