"""How a training's steps are computed, chosen or as it was said, and what that will take."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from convscope.data import Dataset
from convscope.errors import ConvscopeError, UnknownName
from convscope.training import Forecast, Recipe, Setup, train
from convscope.training.computation import Computation
from convscope.training.memory import needed
from convscope.training.prepare import Prepared, prepare
from convscope.training.tuned import fitted_into, forecast, settled
from convscope.training.tuner import Tuning

RECIPE = Recipe(epochs=2, batch_size=64)
WAY = Computation(memory_format="channels_last", threads=1)


@pytest.fixture
def prepared(small: Dataset) -> Prepared:
    return prepare(small, "lenet5", RECIPE, seed=0, device=torch.device("cpu"))


def test_what_is_said_is_done_and_kept(small: Dataset, tmp_path: Path) -> None:
    """A way that is spelled: in the record, in the command, and in what comes out."""
    setup = Setup(tune="bfloat16,channels_last", threads=1)
    run = train(small, model="lenet5", out=tmp_path / "run", recipe=RECIPE, setup=setup)
    assert run.record.tuned["precision"] == "bfloat16" and "--tune bfloat16,channels_last" in run.record.command
    plain = train(small, model="lenet5", out=tmp_path / "plain", recipe=RECIPE, setup=Setup(tune="off", threads=1))
    name = "conv1.weight"
    assert not torch.equal(run.history()[2][name], plain.history()[2][name])
    torch.testing.assert_close(run.history()[2][name], plain.history()[2][name], rtol=0.1, atol=0.02)
    assert run.weights()[name].is_contiguous()


def test_a_run_goes_on_in_its_own_way(small: Dataset, tmp_path: Path) -> None:
    """Stopped in bfloat16 and channels-last order it goes on so, to the bit, without that being said again."""
    setup, recipe = Setup(tune="bfloat16,channels_last", threads=1), RECIPE

    def stop(event: object) -> None:
        if type(event).__name__ == "Step" and event.epoch == 2:  # type: ignore[attr-defined]
            raise KeyboardInterrupt

    whole = train(small, model="lenet5", out=tmp_path / "whole", recipe=recipe, setup=setup)
    with pytest.raises(KeyboardInterrupt):
        train(small, model="lenet5", out=tmp_path / "run", recipe=recipe, setup=setup, on_event=stop)
    run = train(small, model="lenet5", out=tmp_path / "run", setup=Setup(resume=True))
    assert all(torch.equal(tensor, run.last_weights()[name]) for name, tensor in whole.last_weights().items())


def test_a_wrong_word_is_told_before_anything_is_made(small: Dataset, tmp_path: Path) -> None:
    """With the nearest right one."""
    with pytest.raises(UnknownName, match="did you mean 'bfloat16'"):
        train(small, model="lenet5", out=tmp_path / "run", recipe=RECIPE, setup=Setup(tune="bfloat"))
    assert not (tmp_path / "run").exists()


def test_what_was_measured_is_in_the_command(small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the command makes the same run again; threads are set for the training and put back."""
    tuning = Tuning(WAY, 0.1, "2 ways tried", ((WAY, 0.1), (Computation(threads=2), 0.2)))
    monkeypatch.setattr(sys.modules[train.__module__], "tuned", lambda *_: tuning)
    before = torch.get_num_threads()
    run = train(small, model="lenet5", out=tmp_path / "run", recipe=RECIPE)
    assert run.record.threads == 1 and torch.get_num_threads() == before
    assert "--threads 1 --tune float32,channels_last" in run.record.command
    assert run.record.tuned["tried"] == {
        "float32,channels_last on 1 thread": 0.1, "float32,contiguous on 2 threads": 0.2,
    }  # fmt: skip


def test_short_trainings_say_nothing_of_it(small: Dataset) -> None:
    """The setup stays as it was asked for."""
    assert settled(Setup(), Tuning(Computation(), 0.01, "short")) == Setup()


def test_a_forecast_counts_steps_and_evaluations(prepared: Prepared) -> None:
    """255 pictures at a hundredth of 64 s each, a third of it for 45 of validation; the test part once."""
    expected = forecast(prepared, RECIPE, Tuning(WAY, 64.0, ""))
    assert expected.seconds == pytest.approx(2 * (255 + 45 / 3) + 100 / 3)
    assert expected.bytes == needed(prepared.network, prepared.model.module, batch=64, moments=2)
    assert forecast(prepared, RECIPE, Tuning(WAY, None, "")).seconds is None


def test_what_does_not_fit_goes_through_in_parts() -> None:
    """Of 64 pictures that need four times the memory there is, a share that does; what fits stays whole."""
    tuning = Tuning(WAY, 1.0, "fast")
    expected = Forecast(WAY, "fast", 60.0, 4_000_000_000, 1_000_000_000)
    fitted = fitted_into(tuning, expected, 64)
    assert fitted.chosen == replace(WAY, micro_batch=8) and "8 of 64 pictures at once" in fitted.why
    assert fitted_into(tuning, replace(expected, available=8_000_000_000), 64) == tuning
    assert fitted_into(tuning, replace(expected, bytes=None), 64) == tuning


def test_compiling_without_a_compiler_is_refused_before_anything_is_made(
    small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one sentence, with what to do."""
    monkeypatch.setattr("convscope.training.tuned.compiler", lambda: None)
    with pytest.raises(ConvscopeError, match=r"there is no C\+\+ compiler; install g\+\+, or --tune off"):
        train(small, model="linear", out=tmp_path / "run", setup=Setup(tune="compiled"))
    assert not (tmp_path / "run").exists()
