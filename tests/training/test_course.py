"""All epochs of a training, from the first or from a checkpoint to the last."""

import json
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from convscope.data import Dataset
from convscope.runs import Run, open_run
from convscope.training import Epoch, Event, Recipe, Resumed, Setup, Step, course, train
from convscope.training.train import Stopped

RECIPE = Recipe(epochs=3, batch_size=32, shift=0.1, moving_average=0.9)


def trained(small: Dataset, out: Path, stop: Callable[[Event], None] = lambda _: None) -> Run:
    setup = Setup(seed=2, threads=1, resume=True)
    return train(small, model="lenet5", out=out, recipe=RECIPE, setup=setup, on_event=stop)


def outcome(run: Run) -> dict[str, object]:
    """All that must be the same of a run that was stopped."""
    lines = [{key: value for key, value in line.items() if key != "images_per_second"} for line in run.metrics]
    record = run.record
    names = ["weights.safetensors", "last.safetensors", "predictions.safetensors"]
    names += ["history/epoch-0002.safetensors", "history/statistics.safetensors"]
    files = {name: (run.folder / name).read_bytes() for name in names}
    return {"lines": lines, "result": (record.results, record.best_epoch, record.epochs, record.status), **files}


@pytest.fixture(scope="module")
def whole(small: Dataset, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What comes of it when nobody stops it."""
    return outcome(trained(small, tmp_path_factory.mktemp("runs") / "whole"))


def at_step(number: int) -> Callable[[Event], bool]:
    """After so many batches; an epoch has eight."""
    met = iter(range(1, 1000))
    return lambda event: isinstance(event, Step) and next(met) == number


@pytest.mark.parametrize(
    "moment",
    [at_step(1), at_step(11), at_step(16), at_step(24), lambda event: isinstance(event, Epoch) and event.epoch == 2],
    ids=["first batch", "middle", "last batch of an epoch", "last batch", "between epochs"],
)
def test_stopped_with_ctrl_c_it_goes_on_to_the_same_bits(
    small: Dataset, tmp_path: Path, whole: dict[str, object], moment: Callable[[Event], bool]
) -> None:
    """Wherever the signal comes: nothing of the work is done twice, and nothing comes out otherwise."""

    def stop(event: Event) -> None:
        if moment(event):
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(Stopped, match=r"go on with convscope train --resume"):
        trained(small, tmp_path / "run", stop)
    steps: list[Step] = []
    behind = open_run(tmp_path / "run").checkpoint()
    run = trained(small, tmp_path / "run", lambda event: steps.append(event) if isinstance(event, Step) else None)
    assert outcome(run) == whole
    assert len(steps) == 24 - 8 * (behind["epoch"] - 1) - behind["passage"]["batches"]
    assert run.record.resumed == 1 and not (run.folder / "checkpoint.safetensors").exists()


def test_a_crash_between_checkpoints_goes_on_from_the_last(
    small: Dataset, tmp_path: Path, whole: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error, which keeps nothing more, in the third epoch: it goes on from the end of the second."""

    def fail(event: Event) -> None:
        if isinstance(event, Step) and event.epoch == 3 and event.seen > 600:
            raise ZeroDivisionError("a listener's own")

    monkeypatch.setattr(course, "MOST_SHARE", 1e9)
    with pytest.raises(ZeroDivisionError):
        trained(small, tmp_path / "run", fail)
    record = open_run(tmp_path / "run").record
    assert (record.status, record.reason) == ("failed", "a listener's own")
    heard: list[Event] = []
    assert outcome(trained(small, tmp_path / "run", heard.append)) == whole
    (resumed,) = [event for event in heard if isinstance(event, Resumed)]
    assert (resumed.epochs, resumed.batches) == (2, 0)


def test_in_a_long_epoch_it_is_kept_now_and_then(
    small: Dataset, tmp_path: Path, whole: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no time between checkpoints, each batch is kept: a crash loses none but its own."""
    monkeypatch.setattr(course, "EVERY_SECONDS", 0.0)
    monkeypatch.setattr(course, "MOST_SHARE", 1e9)

    def fail(event: Event) -> None:
        if isinstance(event, Step) and event.seen == 32 * 5:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        trained(small, tmp_path / "run", fail)
    assert open_run(tmp_path / "run").checkpoint()["passage"]["batches"] == 4
    assert outcome(trained(small, tmp_path / "run")) == whole


def test_checkpoints_take_a_tenth_of_the_time_at_most(
    small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one takes an hour, there is one at the beginning and one at the end, and none between."""
    written: list[int] = []
    keep = course.Course.keep

    def slowly(self: course.Course) -> None:
        keep(self)
        written.append(self.epoch)
        self.cost = 3600.0

    monkeypatch.setattr(course.Course, "keep", slowly)
    trained(small, tmp_path / "run")
    assert written == [1, 4]


def test_the_clock_may_be_set_back(
    small: Dataset, tmp_path: Path, whole: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time of day runs backwards an hour a second: speeds and seconds stay positive, and nothing else changes."""
    import time

    monkeypatch.setattr(time, "time", lambda: 2e9 - 3600 * time.perf_counter())
    run = trained(small, tmp_path / "run")
    assert outcome(run) == whole
    assert run.record.seconds > 0 and all(line["images_per_second"] > 0 for line in run.metrics)


def test_the_last_weights_are_kept_beside_the_best(small: Dataset, tmp_path: Path) -> None:
    """Best on validation in one file, those after the last step in another; of a run that was stopped, too."""
    run = train(small, model="linear", out=tmp_path / "run", recipe=Recipe(epochs=3, batch_size=32))
    last = run.history()[3]
    assert all(torch.equal(tensor, last[name]) for name, tensor in run.last_weights().items())

    def stop(event: Event) -> None:
        if isinstance(event, Step) and event.epoch == 2:
            raise KeyboardInterrupt

    with pytest.raises(Stopped):
        train(small, model="linear", out=tmp_path / "cut", recipe=Recipe(epochs=3, batch_size=32), on_event=stop)
    cut = open_run(tmp_path / "cut")
    assert any(not torch.equal(tensor, cut.weights()[name]) for name, tensor in cut.last_weights().items())


def test_metrics_are_one_line_an_epoch_after_going_on(small: Dataset, tmp_path: Path) -> None:
    """Also where a crash left a line of an epoch that comes again, and half of another."""

    def fail(event: Event) -> None:
        if isinstance(event, Step) and event.epoch == 2:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        trained(small, tmp_path / "run", fail)
    with (tmp_path / "run" / "metrics.jsonl").open("a") as file:
        file.write('{"epoch": 2, "train_loss": 7}\n{"epo')
    run = trained(small, tmp_path / "run")
    text = (run.folder / "metrics.jsonl").read_text()
    assert [json.loads(line)["epoch"] for line in text.splitlines()] == [1, 2, 3]
