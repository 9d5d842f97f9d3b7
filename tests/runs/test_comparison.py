"""Two runs side by side."""

import json
from pathlib import Path

import pytest

from convscope.errors import BrokenRun
from convscope.runs import Run, compare, open_run
from convscope.training import Recipe, Setup, train


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run]:
    folder = tmp_path_factory.mktemp("runs")
    first = train("digits", model="linear", out=folder / "one", recipe=Recipe(epochs=1))
    return first, train("digits", model="linear", out=folder / "two", recipe=Recipe(epochs=2), setup=Setup(seed=3))


def test_what_was_asked_differently_is_named_and_nothing_else(pair: tuple[Run, Run]) -> None:
    """Epochs and seed, and with the seed the split."""
    found = compare(*pair)
    asked = {what: (one, other) for what, one, other in found.differences}
    assert asked.pop("recipe: epochs") == (1, 2) and asked.pop("seed") == (0, 3)
    assert set(asked) <= {"fingerprint of the data"}
    assert compare(pair[0], pair[0]).differences == ()


def test_results_stand_side_by_side(pair: tuple[Run, Run]) -> None:
    """Each as on record; JSON says the same."""
    found = compare(*pair)
    came = {what: (one, other) for what, one, other in found.results}
    name = "test_accuracy"
    assert came[name] == (pair[0].record.results[name], pair[1].record.results[name])
    assert came["epochs"] == (1, 2)
    said = json.loads(json.dumps(found.as_dict()))
    assert said["runs"] == [str(run.folder) for run in pair]


def test_both_curves_are_drawn(pair: tuple[Run, Run]) -> None:
    """By the folders' names, validation and training."""
    svg = compare(*pair).chart().svg()
    assert all(f"{name}, {part}" in svg for name in ("one", "two") for part in ("validation", "training"))


def test_a_field_that_only_one_has_is_none_in_the_other(pair: tuple[Run, Run], tmp_path: Path) -> None:
    """As after a new version."""
    said = json.loads((pair[0].folder / "run.json").read_text())
    said["recipe"]["new_one"] = 1
    (tmp_path / "run.json").write_text(json.dumps(said))
    assert ("recipe: new_one", 1, None) in compare(Run(tmp_path), pair[1]).differences


def test_a_broken_run_is_told(pair: tuple[Run, Run], tmp_path: Path) -> None:
    """Which, and why."""
    with pytest.raises(BrokenRun, match="is not a run"):
        compare(pair[0], open_run(tmp_path))
