"""The runs in a folder."""

import json
from pathlib import Path

import pytest

from convscope.errors import ConvscopeError
from convscope.runs import list_runs
from convscope.training import Recipe, train


def test_runs_are_found_latest_first_and_broken_ones_last(tmp_path: Path) -> None:
    """Below each other too; what is no run is passed over; a broken one is listed with the reason."""
    for place, started in (("a", "2026-01-01T00:00:00+00:00"), ("deep/b", "2026-02-01T00:00:00+00:00")):
        run = train("digits", model="linear", out=tmp_path / place, recipe=Recipe(epochs=1))
        file = run.folder / "run.json"
        file.write_text(json.dumps({**json.loads(file.read_text()), "started": started}))
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "run.json").write_text("{")
    (tmp_path / "other").mkdir()
    found = list_runs(tmp_path)
    assert [one.folder.name for one in found] == ["b", "a", "bad"]
    assert found[2].record is None and "is not whole" in found[2].reason
    assert found[0].as_dict()["status"] == "done" and found[2].as_dict()["status"] == "broken"
    assert [one.folder for one in list_runs(tmp_path / "a")] == [tmp_path / "a"]


def test_no_folder_is_told(tmp_path: Path) -> None:
    """And an empty one has no runs."""
    assert list_runs(tmp_path) == ()
    with pytest.raises(ConvscopeError, match="there is no folder"):
        list_runs(tmp_path / "none")
