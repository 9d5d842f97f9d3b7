"""How a run learnt."""

from collections.abc import Callable

from convscope.report import Curves, Facts, Prose
from convscope.report.sections import learnt
from convscope.runs import Run


def test_figures_and_curves_are_the_runs(run: Run) -> None:
    """Test, best validation, epochs; three drawings."""
    facts, curves, prose = learnt(run).blocks
    assert isinstance(facts, Facts) and isinstance(curves, Curves) and isinstance(prose, Prose)
    said = {name: value for value, name in facts.facts}
    best = run.record.best_epoch
    assert said["test accuracy"] == f"{run.record.results['test_accuracy']:.2%}"
    assert said[f"validation, epoch {best}"] == f"{run.metrics[(best or 0) - 1]['validation_accuracy']:.2%}"
    assert len(curves.drawings) == 3 and f"epoch {best}, best on validation" in prose.text


def test_how_it_ended_is_told(run: Run, stopped: Run, changed: Callable[..., Run]) -> None:
    """Stopped, early, by time; of one that ran to its end nothing."""
    told = [learnt(one).blocks[-1] for one in (run, stopped, changed(ended="early stop"))]
    assert all(isinstance(block, Prose) for block in told)
    words = [block.text for block in told if isinstance(block, Prose)]
    assert "stopped" not in words[0] and "after 2 of 5 epochs" in words[1] and "patience" in words[2]


def test_a_failure_is_told_with_its_reason(changed: Callable[..., Run]) -> None:
    """As the record has it."""
    last = learnt(changed(status="failed", reason="the disk is full")).blocks[-1]
    assert isinstance(last, Prose) and "It failed: the disk is full." in last.text


def test_why_training_is_worse_is_what_the_recipe_does(changed: Callable[..., Run], run: Run) -> None:
    """Pictures changed and labels softened, as of the digits' recipe; nothing is made up where neither is."""
    lines = list(run.metrics)
    assert lines[-1]["train_loss"] > lines[-1]["validation_loss"]
    (last,) = learnt(run).blocks[-1:]
    assert isinstance(last, Prose) and "changed a little each time and their labels are softened" in last.text
    (plain,) = learnt(changed(recipe={"epochs": 3})).blocks[-1:]
    assert isinstance(plain, Prose) and "worse" not in plain.text


def test_a_last_layer_that_no_epoch_beat_is_told(changed: Callable[..., Run]) -> None:
    """Its validation, and that its weights were kept."""
    facts, _, prose = learnt(changed(best_epoch=0, head={"layer": "fc", "validation_accuracy": 0.9375})).blocks
    assert isinstance(facts, Facts) and isinstance(prose, Prose)
    assert ("93.75%", "validation, the last layer alone") in facts.facts
    assert "No epoch was better on validation than the last layer alone" in prose.text


def test_weights_from_before_the_first_epoch_are_told(changed: Callable[..., Run]) -> None:
    """As after a last layer that learnt alone, which no epoch bettered."""
    (last,) = learnt(changed(best_epoch=0)).blocks[-1:]
    assert isinstance(last, Prose) and "those before the first epoch" in last.text and "dotted" not in last.text
