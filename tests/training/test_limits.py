"""When a training ends before its last epoch."""

from pathlib import Path

import pytest
import torch

from convscope.data import Dataset
from convscope.errors import ConvscopeError
from convscope.training import Epoch, Event, Recipe, Setup, Step, assess, course, train
from convscope.training.limits import Limits, seconds_of


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", 90),
        ("90", 90),
        ("10m", 600),
        ("2h", 7200),
        ("1.5h", 5400),
        ("1h30m", 5400),
        ("1d", 86400),
        ("2 min", 120),
    ],
)
def test_a_time_is_read_as_people_write_it(text: str, seconds: float) -> None:
    """A number and a unit, several of them added."""
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "10x", "-5m", "0s", "5m later"])
def test_what_is_no_time_is_told(text: str) -> None:
    """With how to write one."""
    with pytest.raises(ConvscopeError, match=r"--max-time .*came; give a time, as in 90s"):
        seconds_of(text)


@pytest.mark.parametrize(
    ("patience", "epoch", "best", "ended"),
    [
        (0, 19, 1, None), (0, 20, 1, "all epochs"), (3, 6, 4, None), (3, 7, 4, "early stop"), (3, 20, 1, "all epochs"),
        (3, 5, None, None),
    ],
)  # fmt: skip
def test_patience_is_counted_from_the_best_epoch(patience: int, epoch: int, best: int | None, ended: str) -> None:
    """Three epochs without a better one end it; without patience none do."""
    assert Limits(patience=patience).reached(epoch=epoch, epochs=20, best_epoch=best) == ended


def test_a_training_stops_early_and_its_best_weights_are_kept(
    small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Validation is best in the second of fifty epochs: after three more it ends, and says why."""
    told = iter([0.5, 0.9, 0.8, 0.8, 0.8, 0.7])  # the last of the test part
    evaluate = assess.__dict__["evaluate"]
    monkeypatch.setattr(assess, "evaluate", lambda net, part, **_: (*evaluate(net, part)[:2], next(told)))
    recipe = Recipe(epochs=50, batch_size=64, patience=3)
    run = train(small, model="linear", out=tmp_path / "run", recipe=recipe)
    assert (run.record.status, run.record.ended) == ("done", "early stop")
    assert (run.record.epochs, run.record.best_epoch, len(run.metrics)) == (5, 2, 5)
    assert any(not torch.equal(tensor, run.weights()[name]) for name, tensor in run.last_weights().items())


def test_a_training_ends_when_its_time_is_up(small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After five of eight batches of the second epoch: that epoch is evaluated, the test set read, the reason kept."""
    seen: list[Event] = []

    def listen(event: Event) -> None:
        seen.append(event)
        if isinstance(event, Step) and event.epoch == 2 and event.seen == 255 + 5 * 32:
            monkeypatch.setattr(course.Course, "seconds", 1e6)

    recipe, setup = Recipe(epochs=9, batch_size=32), Setup(max_seconds=1000)
    run = train(small, model="linear", out=tmp_path / "run", recipe=recipe, setup=setup, on_event=listen)
    assert (run.record.status, run.record.ended, run.record.epochs) == ("done", "time limit", 2)
    assert [event.epoch for event in seen if isinstance(event, Epoch)] == [1, 2]
    assert len([event for event in seen if isinstance(event, Step)]) == 8 + 5
    assert "test_accuracy" in run.record.results and len(run.metrics) == 2


def test_a_training_within_its_limits_takes_all_epochs(small: Dataset, tmp_path: Path) -> None:
    """And says so."""
    recipe, setup = Recipe(epochs=2, batch_size=64, patience=2), Setup(max_seconds=1000)
    run = train(small, model="linear", out=tmp_path / "run", recipe=recipe, setup=setup)
    assert (run.record.ended, run.record.epochs) == ("all epochs", 2)
