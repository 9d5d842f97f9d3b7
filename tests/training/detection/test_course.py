"""All epochs of a detector's training."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convscope.errors import ConvscopeError
from convscope.runs import Run
from convscope.training import Epoch, Event, train


def test_it_learns_and_the_best_epoch_on_validation_is_kept(box_run: Run) -> None:
    """Squares of two colours: most are found after six epochs."""
    record = box_run.record
    scores = [line["validation_map_50"] for line in box_run.metrics]
    assert record.answers == "box" and record.classes == ("blue", "red") and record.status == "done"
    assert record.results["test_map_50"] > 0.5 and record.score == ("mAP@50", record.results["test_map_50"])
    best = max(box_run.metrics, key=lambda line: (line["validation_map_50"], -line["validation_loss"]))
    assert record.best_epoch == best["epoch"] and max(scores) > scores[0] and len(scores) == 6
    assert box_run.metrics[-1]["train_loss"] < box_run.metrics[0]["train_loss"]
    assert not any("accuracy" in name for line in box_run.metrics for name in line)


def test_one_that_was_stopped_goes_on_to_the_same_numbers(
    box_run: Run, coco_folder: Callable[..., Path], small_detector: str, tmp_path: Path
) -> None:
    """After the last whole epoch."""
    data = coco_folder(tmp_path / "squares", {"train": 6, "val": 2, "test": 2})
    begun = box_run.record
    recipe = {**{name: str(begun.recipe[name]) for name in ("flip", "scale", "shift", "learning_rate")}, "epochs": "3"}

    def stop(event: Event) -> None:
        if isinstance(event, Epoch) and event.epoch == 1:
            raise KeyboardInterrupt

    def trained(out: Path, **more: Any) -> Run:
        return train(str(data), model=small_detector, out=out, recipe=recipe, **more)

    whole = trained(tmp_path / "whole", on_event=lambda _: None)
    with pytest.raises(KeyboardInterrupt, match="stopped after 1 of 3 epochs; the run is kept in"):
        trained(tmp_path / "stopped", on_event=stop)
    from convscope.training import resume

    gone_on = resume(tmp_path / "stopped", on_event=lambda _: None)
    same = ("epoch", "train_loss", "validation_loss", "validation_map_50", "learning_rate")
    assert [[line[name] for name in same] for line in whole.metrics] == [
        [line[name] for name in same] for line in gone_on.metrics
    ]
    assert whole.record.results == gone_on.record.results and gone_on.record.resumed == 1


def test_numbers_that_run_away_are_told(box_run: Run, small_detector: str, tmp_path: Path) -> None:
    """With a rate to try."""
    with pytest.raises(ConvscopeError, match="the loss is not a finite number in epoch 1") as caught:
        train(
            box_run.record.origin, model=small_detector, out=tmp_path / "run", on_event=lambda _: None,
            recipe={"learning_rate": "1e30", "epochs": "1", "warm_up": "0"},
        )  # fmt: skip
    assert "--set learning_rate=1e+29" in str(caught.value)
