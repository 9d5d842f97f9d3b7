"""A training from data to run."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from convscope.data import load_dataset
from convscope.errors import ConvscopeError, RunExists
from convscope.loading import load
from convscope.training import Epoch, Event, Recipe, Setup, Started, recipe_for, train
from convscope.training import train as train_function
from convscope.training.train import Stopped

SHORT = Recipe(epochs=2, batch_size=128)


def module_of_train() -> object:
    import sys

    return sys.modules[train_function.__module__]


def test_the_same_seed_gives_the_same_weights_to_the_bit(tmp_path: Path) -> None:
    """On the CPU, twice the same; another seed, other weights."""
    recipe = SHORT.with_settings({"shift": "0.1", "flip": "0.5"})
    runs = [
        train("digits", model="lenet5", out=tmp_path / str(number), recipe=recipe, setup=Setup(seed=seed))
        for number, seed in enumerate((0, 0, 1))
    ]
    one, again, other = (run.weights() for run in runs)
    assert all(torch.equal(one[name], again[name]) for name in one)
    assert any(not torch.equal(one[name], other[name]) for name in one)
    assert runs[0].record.results == runs[1].record.results


def test_the_weights_kept_are_the_best_on_validation(tmp_path: Path) -> None:
    """Best accuracy, the smaller loss among equals, and the history of that epoch is those very weights."""
    run = train("digits", model="lenet5", out=tmp_path / "run", recipe=Recipe(epochs=5, batch_size=64))
    best = max(run.metrics, key=lambda line: (line["validation_accuracy"], -line["validation_loss"]))
    assert run.record.best_epoch == best["epoch"]
    kept, weights = run.history()[best["epoch"]], run.weights()
    assert all(torch.equal(kept[name], weights[name]) for name in weights)


def test_the_test_part_is_read_once_and_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all evaluations, one is of the 360 test pictures, after every epoch's validation."""
    module = module_of_train()
    sizes: list[int] = []
    evaluate = module.evaluate  # type: ignore[attr-defined]

    def counting(net: object, part: object) -> object:
        sizes.append(len(part))  # type: ignore[arg-type]
        return evaluate(net, part)

    monkeypatch.setattr(module, "evaluate", counting)
    train("digits", model="linear", out=tmp_path / "run", recipe=SHORT)
    assert sizes == [216, 216, 360]


def test_the_accuracy_on_record_is_that_of_the_loaded_model(tmp_path: Path) -> None:
    """The run loaded anew answers the test pictures as the record says, and as its kept predictions do."""
    run = train("digits", model="lenet5", out=tmp_path / "run", recipe=SHORT)
    dataset, model = load_dataset("digits"), load(str(run.folder))
    logits, indices = run.predictions()
    scores = model.scores(dataset.fitted(model.contract)[indices])
    np.testing.assert_allclose(scores, logits, rtol=1e-4, atol=1e-4)
    accuracy = (scores.argmax(1) == dataset.labels[indices]).mean()
    assert run.record.results["test_accuracy"] == pytest.approx(accuracy)


def test_ctrl_c_keeps_the_run(tmp_path: Path) -> None:
    """Stopped in the second epoch: the run says so, and its weights, of the first epoch, can be used."""

    def stop(event: Event) -> None:
        if isinstance(event, Epoch) and event.epoch == 1:
            raise KeyboardInterrupt

    with pytest.raises(Stopped, match="stopped after 1 of 2 epochs; the run is kept in"):
        train("digits", model="lenet5", out=tmp_path / "run", recipe=SHORT, on_event=stop)
    model = load(str(tmp_path / "run"))
    assert model.scores(np.zeros((1, 32, 32, 1), np.uint8)).shape == (1, 10)
    from convscope.runs import open_run

    assert open_run(tmp_path / "run").record.status == "interrupted"


def test_ctrl_c_before_the_first_epoch_ends_keeps_what_there_is(tmp_path: Path) -> None:
    """Even then the folder is a run whose weights can be loaded."""

    def stop(event: Event) -> None:
        if not isinstance(event, Started):
            raise KeyboardInterrupt

    with pytest.raises(Stopped, match="after 0 of 2"):
        train("digits", model="linear", out=tmp_path / "run", recipe=SHORT, on_event=stop)
    load(str(tmp_path / "run"))


def test_an_existing_run_is_refused_before_training(tmp_path: Path) -> None:
    """Nothing is trained into a folder that holds a run, unless asked to."""
    train("digits", model="linear", out=tmp_path / "run", recipe=SHORT)
    with pytest.raises(RunExists):
        train("digits", model="linear", out=tmp_path / "run", recipe=SHORT)
    train("digits", model="linear", out=tmp_path / "run", recipe=SHORT, setup=Setup(overwrite=True))


def test_a_loss_that_runs_away_is_told_and_the_run_has_failed(tmp_path: Path) -> None:
    """One line with a lower rate to try; the record does not stay 'running'."""
    with pytest.raises(ConvscopeError, match="--set learning_rate="):
        train("digits", model="lenet5", out=tmp_path / "run", recipe=Recipe(epochs=2, learning_rate=1e30))
    from convscope.runs import open_run

    assert open_run(tmp_path / "run").record.status == "failed"


def test_a_file_with_the_wrong_number_of_outputs_is_refused(tmp_path: Path) -> None:
    """A network of the user's is taken as it is; its outputs must be the classes."""
    file = tmp_path / "net.py"
    file.write_text(
        "from torch import nn\nclass Net(nn.Sequential):\n    input_shape = (1, 8, 8)\n"
        "    def __init__(self):\n        super().__init__(nn.Flatten(), nn.Linear(64, 7))\n"
    )
    with pytest.raises(ConvscopeError, match=r"answers with \(7,\) numbers, digits has 10 classes"):
        train("digits", model=f"{file}:Net", out=tmp_path / "run", recipe=SHORT)
    assert not (tmp_path / "run").exists()


def test_labels_without_meaning_give_chance_on_test(tmp_path: Path) -> None:
    """With shuffled labels nothing of the test set can leak: accuracy stays near one in ten."""
    dataset = load_dataset("digits")
    shuffled = replace(dataset, labels=np.random.default_rng(0).permutation(dataset.labels))
    run = train(shuffled, model="lenet5", out=tmp_path / "run", recipe=Recipe(epochs=8, batch_size=64))
    assert run.record.results["test_accuracy"] < 0.16


def test_the_command_on_record_makes_the_run_again(tmp_path: Path) -> None:
    """It names data, model, seed, what differs from the recipe, and the folder."""
    recipe = recipe_for("digits").with_settings({"epochs": "1"})
    run = train("digits", model="linear", out=tmp_path / "run", recipe=recipe, setup=Setup(seed=4))
    expected = f"convscope train digits --model linear --seed 4 --set epochs=1 --out {tmp_path / 'run'}"
    assert run.record.command == expected
