"""The report of two runs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from convscope.data import Dataset
from convscope.report import Page, of_comparison
from convscope.runs import Run, compare
from convscope.training import Recipe, train


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory, digits: Dataset) -> Run:
    return train(digits, model="linear", out=tmp_path_factory.mktemp("runs") / "other", recipe=Recipe(epochs=1))


def test_two_runs_are_told_side_by_side(run: Run, other: Run, digits: Dataset, words: Callable[[Page], str]) -> None:
    """What was asked, what came out, curves, classes, pictures."""
    page = of_comparison(compare(run, other), digits)
    titles = [section.title for section in page.sections]
    assert titles == [
        "Asked differently", "Came out", "How they learnt", "Class by class", "Where they disagree", "The same again",
    ]  # fmt: skip
    scores = [one.record.results["test_accuracy"] for one in (run, other)]
    assert f"{scores[0]:.2%} and {scores[1]:.2%}" in page.lead
    html = words(page)
    assert "right in done alone" in html and "F1, other" in html and "recipe: epochs" in html


def test_one_with_itself_is_nothing(run: Run, words: Callable[[Page], str]) -> None:
    """Said in words; no picture is right in one alone."""
    html = words(of_comparison(compare(run, run)))
    assert "Nothing: data, network" in html and "0 of 360 test pictures" in html


def test_runs_of_other_data_are_compared_as_far_as_they_go(
    run: Run, several_run: Run, stopped: Run, words: Callable[[Page], str]
) -> None:
    """Figures and curves; of classes and pictures the reason why not."""
    assert "their classes or their number are others" in words(of_comparison(compare(run, several_run)))
    assert "has no test answers" in words(of_comparison(compare(run, stopped)))


def test_runs_without_an_epoch_have_no_curves(
    run: Run, changed: Callable[..., Run], words: Callable[[Page], str]
) -> None:
    """But a page."""
    begun = changed(status="interrupted", epochs=0, best_epoch=None, results={})
    (Path(begun.folder) / "metrics.jsonl").unlink()
    page = of_comparison(compare(run, Run(begun.folder)))
    assert "How they learnt" not in [section.title for section in page.sections]
    assert "side by side" in page.lead and words(page)
