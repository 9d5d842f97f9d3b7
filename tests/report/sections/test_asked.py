"""What was trained, and the same again."""

from collections.abc import Callable
from typing import Any

from convscope.data import Dataset
from convscope.loading import load
from convscope.report import Prose, SameAs, Section, Table
from convscope.report.sections import asked, same_again
from convscope.report.sections.asked import changed_fields
from convscope.runs import Run


def prose(section: Section) -> str:
    return " ".join(block.text for block in section.blocks if isinstance(block, Prose))


def rows(section: Section) -> dict[str, tuple[str, ...]]:
    return {row[0]: tuple(row[1:]) for block in section.blocks if isinstance(block, Table) for row in block.rows}


def test_only_what_is_not_usual_is_listed(run: Run) -> None:
    """Of the recipe two fields; of the rest seed, device and versions."""
    assert changed_fields(run) == [("epochs", 30, 3), ("learning_rate", 0.004, 0.01)]
    found = rows(asked(run))
    assert found["epochs"] == ("30", "3") and found["learning_rate"] == ("0.004", "0.01")
    assert found["seed"] == ("4",) and run.record.torch in found["versions"][0]


def test_an_unchanged_recipe_is_told(changed: Callable[..., Run], run: Run) -> None:
    """In a sentence."""
    usual = {**run.record.recipe, "epochs": 30, "learning_rate": 0.004}
    assert "unchanged" in prose(asked(changed(recipe=usual)))


def test_where_it_started_from_weights_it_is_told(changed: Callable[..., Run], run: Run) -> None:
    """With what learnt first, and how fast the rest."""
    recipe = {**run.record.recipe, "head_epochs": 7, "body_rate": 0.1}
    told = prose(asked(changed(model="lenet5:mnist", recipe=recipe)))
    assert "the last layer learnt alone first" in told and "at 0.1 of the learning rate" in told


def test_skipped_files_and_resumptions_are_told(changed: Callable[..., Run]) -> None:
    """How many, and how often."""
    run = changed(skipped=[{"path": "a.png", "reason": "cut"}], resumed=2)
    assert "1 files could not be used" in prose(asked(run))
    assert rows(asked(run))["continued"] == ("2 times",)


def test_several_labels_are_known_by_their_scores(run: Run, several_run: Run) -> None:
    """Without the data."""
    assert not run.several and several_run.several
    assert "may have several labels" in prose(asked(several_run))


def test_its_python_makes_the_same_run(run: Run, digits: Dataset, tmp_path: Any, monkeypatch: Any) -> None:
    """To the same test answers; the command is the run's own."""
    (same,) = (block for block in same_again(run).blocks if isinstance(block, SameAs))
    assert same.shown and same.command == run.record.command
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(same.python, names)  # ours, just written
    assert names["run"].record.results == run.record.results
    assert (tmp_path / "report.html").is_file()


def test_a_network_of_several_labels_says_so_itself(run: Run, several_run: Run) -> None:
    """Its shares are yes or no of each class, wherever it is loaded."""
    assert not load(str(run.folder)).several and load(str(several_run.folder)).several
