"""Runs as the page shows them."""

import json
import shutil
from pathlib import Path

import pytest

from convscope.errors import ConvscopeError
from convscope.lab import Studio
from convscope.lab.train.shown import compared, listed, run_of, told


def test_a_run_is_told_from_where_the_page_is(trained: Path) -> None:
    """The epochs that it does not have; all, where it has more than there are."""
    studio = Studio(trained.parent)
    whole = told(studio, "digits-lenet5", 0)
    assert [line["epoch"] for line in whole["lines"]] == [1, 2, 3] and whole["moments"] == [0, 1, 2, 3]
    assert (whole["run"]["state"], whole["run"]["of"], whole["run"]["resumable"]) == ("done", 3, False)
    assert whole["same"]["command"].startswith("convscope train digits --model lenet5 --seed 0 --set epochs=3")
    assert "setup=cs.Setup(threads=1)" in whole["same"]["python"]
    assert whole["go_on"] == f"convscope train {trained} --resume"
    some = told(studio, "digits-lenet5", 2)
    assert some["since"] == 2 and [line["epoch"] for line in some["lines"]] == [3]
    assert told(studio, "digits-lenet5", 5)["since"] == 0


def test_the_list_has_all_of_the_folder(trained: Path, tmp_path: Path) -> None:
    """Broken ones with the reason; one that a process left says so; no folder is no run."""
    assert listed(Studio(tmp_path / "none")) == []
    shutil.copytree(trained, tmp_path / "cut")
    record = json.loads((trained / "run.json").read_text())
    (tmp_path / "cut" / "run.json").write_text(json.dumps({**record, "status": "running"}))
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "run.json").write_text("{")
    rows = {row["name"]: row for row in listed(Studio(tmp_path))}
    assert rows["cut"]["state"] == "cut off" and rows["cut"]["score"] == record["results"]["test_accuracy"]
    assert rows["broken"]["state"] == "broken" and "not whole" in rows["broken"]["reason"]


@pytest.mark.parametrize("name", ["", "..", "../runs/digits-lenet5", "/etc", "none"])
def test_nothing_else_is_a_run(trained: Path, name: str) -> None:
    """Neither a place outside the folder."""
    with pytest.raises(ConvscopeError, match="there is no run"):
        run_of(Studio(trained.parent), name)


def test_two_runs_are_compared_as_by_the_command(trained: Path, tmp_path: Path) -> None:
    """What differs, what came out."""
    shutil.copytree(trained, tmp_path / "one")
    shutil.copytree(trained, tmp_path / "other")
    record = json.loads((trained / "run.json").read_text())
    (tmp_path / "other" / "run.json").write_text(json.dumps({**record, "seed": 1}))
    found = compared(Studio(tmp_path), "one", "other")
    assert found["differences"] == [{"what": "seed", "first": 0, "second": 1}]
    assert {"what": "epochs", "first": 3, "second": 3} in found["results"]
    assert found["same"]["command"] == f"convscope runs compare {tmp_path / 'one'} {tmp_path / 'other'}"
