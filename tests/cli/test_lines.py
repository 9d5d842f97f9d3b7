"""What comes about as JSON, a line each."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from convscope.cli.lines import JsonLines, named, plain
from convscope.cli.main import app
from convscope.training import Event, Step
from convscope.verbs import Train
from convscope.verbs.check_sizes import Counted
from convscope.verbs.verb import Session


def lines_of(*words: str, exit_code: int = 0) -> list[dict[str, Any]]:
    """Run a command and read its lines, each a JSON object."""
    result = CliRunner().invoke(app, [*words, "--json-lines"])
    assert result.exit_code == exit_code, result.output
    return [json.loads(line, parse_constant=pytest.fail) for line in result.stdout.splitlines()]


def test_a_training_is_followed_line_by_line(tmp_path: Path) -> None:
    """It starts, an epoch after the other ends, the last line is the result, with the keys of --json."""
    words = ["train", "digits", "--model", "linear", "--set", "epochs=2", "--out", str(tmp_path / "run")]
    lines = lines_of(*words)
    events = [line["event"] for line in lines]
    assert events[0] == "checked" and "started" in events and events[-1] == "result"
    assert [line["epoch"] for line in lines if line["event"] == "epoch"] == [1, 2]
    steps = [line for line in lines if line["event"] == "step"]
    assert steps and steps[-1]["seen"] == steps[-1]["total"]
    whole = json.loads(CliRunner().invoke(app, ["runs", "show", str(tmp_path / "run"), "--json"]).stdout)
    assert lines[-1]["status"] == "done" and lines[-1]["results"] == whole["results"]


def test_an_error_is_the_last_line_too(tmp_path: Path) -> None:
    """On stderr as always, and as a line with its exit code; nothing is lost of what came before."""
    (last,) = lines_of("train", "nodata", "--model", "linear", exit_code=2)
    assert (last["event"], last["exit_code"]) == ("error", 2)
    assert "data set 'nodata' is not known" in last["message"]
    result = CliRunner().invoke(app, ["check", "lenet5", "--json", "--json-lines"])
    assert result.exit_code == 2 and "say one of them" in result.stderr


def test_a_stop_is_the_last_line_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what was kept."""
    run = Train.run

    def stopped(self: Train, session: Session) -> Any:
        def show(event: Event) -> None:
            session.show(event)
            if isinstance(event, Step):
                raise KeyboardInterrupt

        return run(self, Session(show=show))  # type: ignore[arg-type]

    monkeypatch.setattr(Train, "run", stopped)
    lines = lines_of("train", "digits", "--model", "linear", "--out", str(tmp_path / "run"), exit_code=130)
    assert lines[-1]["event"] == "interrupted" and "the run is kept in" in lines[-1]["message"]


def test_what_comes_often_comes_twice_a_second() -> None:
    """The first, and the last; epochs and their like always."""
    written: list[str] = []
    lines = JsonLines(written.append)
    for number in range(1, 1001):
        lines.show(Counted(number, 1000, "sizes"))
    done = [json.loads(line)["done"] for line in written]
    assert (done[0], done[-1]) == (1, 1000) and len(done) < 20
    for things in ("% exporting", "% timing", "% timing"):
        lines.show(Counted(1, 1000, things))
    assert [json.loads(line)["things"] for line in written[-2:]] == ["% exporting", "% timing"], "other things at once"


def test_values_are_what_json_has() -> None:
    """Arrays are their shape, numbers that are none null, results what --json has of them."""
    assert named(Step(1, 2, 3, 4.0)) == "step"
    assert plain(Step(1, 2, 3, float("inf"))) == {"epoch": 1, "seen": 2, "total": 3, "images_per_second": None}
    assert plain({"a": np.zeros((2, 3)), "b": {1: Path("x")}}) == {"a": [2, 3], "b": {"1": "x"}}
