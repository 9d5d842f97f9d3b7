"""What a training says while it goes on."""

from pathlib import Path

import pytest

from convscope.training import Checked, Epoch, Event, Finished, Forecast, Recipe, Started, Step, train

EPOCHS = 2


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> list[Event]:
    heard: list[Event] = []
    recipe = Recipe(epochs=EPOCHS, batch_size=256)
    train("digits", model="linear", out=tmp_path_factory.mktemp("runs") / "run", recipe=recipe, on_event=heard.append)
    return heard


def test_they_come_in_order(events: list[Event]) -> None:
    """What the rules found, started, then for each epoch its steps and itself, then finished."""
    steps = -(-1221 // 256)
    kinds = [type(event) for event in events]
    assert kinds == [Checked, Started, Forecast, *([Step] * steps + [Epoch]) * EPOCHS, Finished]


def test_their_figures_agree(events: list[Event]) -> None:
    """Every picture is counted once an epoch, the parts add up to the data, the epochs are numbered."""
    started = events[1]
    assert isinstance(started, Started)
    assert sum(started.pictures.values()) == 1797 and started.parameters == 30_730
    steps = [event for event in events if isinstance(event, Step)]
    assert steps[-1].seen == steps[-1].total == EPOCHS * started.pictures["train"]
    assert all(step.images_per_second > 0 for step in steps)
    epochs = [event for event in events if isinstance(event, Epoch)]
    assert [epoch.epoch for epoch in epochs] == [1, 2] and epochs[0].best and epochs[-1].seconds_left == 0


def test_the_last_hands_over_the_run(events: list[Event]) -> None:
    """Finished carries the run as it is on disk."""
    last = events[-1]
    assert isinstance(last, Finished) and isinstance(last.run.folder, Path)
    assert last.run.record.status == "done"
