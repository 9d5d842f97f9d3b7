"""A run's curves."""

from types import SimpleNamespace
from typing import Any

from convscope.draw.chart import Lines
from convscope.look import learning
from convscope.runs import Run


def test_they_are_the_runs_metrics(run: Run) -> None:
    """Accuracy, loss and rate, validation first, the kept epoch marked."""
    chart = learning(run)
    panels = [panel for panel in chart.panels if isinstance(panel, Lines)]
    assert [panel.title for panel in panels] == ["accuracy", "loss", "learning rate at the epoch's end"]
    assert [line.name for line in panels[0].lines] == ["validation", "training"]
    assert list(panels[0].lines[0].y) == [line["validation_accuracy"] for line in run.metrics]
    assert list(panels[1].lines[1].y) == [line["train_loss"] for line in run.metrics]
    assert all(list(panel.marks) == [run.record.best_epoch] for panel in panels)
    assert "lenet5" in chart.svg()


def test_of_several_labels_the_average_precision_is_drawn() -> None:
    """It is what the epoch is chosen by."""
    metrics = [
        {"epoch": 1, "train_loss": 1.0, "validation_loss": 1.0, "validation_accuracy": 0.9,
         "validation_average_precision": 0.3}
    ]  # fmt: skip
    record = SimpleNamespace(best_epoch=None, model="m", data="d")
    run: Any = SimpleNamespace(metrics=metrics, record=record)
    panels = [panel for panel in learning(run).panels if isinstance(panel, Lines)]
    assert panels[0].title == "mean average precision" and list(panels[0].lines[0].y) == [0.3]
    assert len(panels) == 2 and not panels[0].marks
