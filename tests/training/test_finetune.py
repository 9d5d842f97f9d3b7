"""The head first."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from torch import nn

from convscope.data import Dataset
from convscope.errors import ConvscopeError
from convscope.loading import load
from convscope.runs import Run
from convscope.training import Recipe, Setup, finetune, recipe_for, train
from convscope.training.events import HeadTrained
from convscope.training.finetune import quick, rates, solve, train_head
from convscope.training.losses import BinaryCrossEntropy, CrossEntropy, Loss
from convscope.training.prepare import Prepared, prepare

OFF = Setup(tune="off", threads=1)


@pytest.fixture
def digits(small: Dataset) -> Prepared:
    return prepare(small, "lenet5:mnist", Recipe(), seed=0, device=torch.device("cpu"))


def test_what_is_solved_is_logistic_regression() -> None:
    """scikit-learn's minimum of the same sum: its C is 1 over the pictures times the decay, over scaled features."""
    torch.manual_seed(0)
    features, labels = torch.randn(60, 5) * 3 + 2, torch.arange(60) % 3
    features += 2 * torch.eye(5)[labels]
    scaled = (features - features.mean(0)) / (features - features.mean(0)).square().mean().sqrt()
    head = nn.Linear(5, 3)
    for decay, _ in solve(head, features, labels, CrossEntropy(3), passes=200):
        reference = LogisticRegression(C=1 / (60 * decay), tol=1e-8, max_iter=10_000).fit(scaled.numpy(), labels)
        expected = torch.from_numpy(reference.predict_proba(scaled.numpy())).float()
        with torch.no_grad():
            torch.testing.assert_close(head(features).softmax(1), expected, atol=0.01, rtol=0)


@pytest.mark.parametrize("loss", [CrossEntropy(3, 0.1, torch.tensor([1.0, 2.0, 0.5])), BinaryCrossEntropy(3, 0.1)])
def test_in_parts_it_is_the_same(loss: Loss, monkeypatch: pytest.MonkeyPatch) -> None:
    """Features that come some rows at once, smoothed labels, classes of unequal weight, one label or several."""
    torch.manual_seed(0)
    features = torch.randn(50, 4)
    labels = torch.arange(50) % 3 if isinstance(loss, CrossEntropy) else (torch.rand(50, 3) < 0.4).long()
    whole, parts = nn.Linear(4, 3), nn.Linear(4, 3)
    list(solve(whole, features, labels, loss, passes=100))
    monkeypatch.setattr(finetune, "ROWS", 7)
    list(solve(parts, features, labels, loss, passes=100))
    torch.testing.assert_close(whole.weight, parts.weight, atol=0.02, rtol=0.02)


def test_a_head_without_a_bias_is_solved_without_one() -> None:
    """Nothing is put behind its answers."""
    torch.manual_seed(0)
    labels = torch.arange(40) % 2
    features = torch.randn(40, 3) + labels[:, None]
    head = nn.Linear(3, 2, bias=False)
    list(solve(head, features, labels, CrossEntropy(2), passes=50))
    assert ((head(features).argmax(1) == labels).float().mean()) > 0.7


def test_only_the_head_moves_and_it_learns(digits: Prepared) -> None:
    """No weight below it, and no statistic of batch norm; its figures are the network's own on validation."""
    module = digits.model.module
    before = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    head, told = train_head(digits, Recipe(head_epochs=50), tune="off")
    moved = {name for name, tensor in module.state_dict().items() if not torch.equal(tensor, before[name])}
    assert moved == {"fc3.weight", "fc3.bias"}
    assert (told.layer, told.fresh, told.pictures) == ("fc3", False, len(digits.parts.train))
    loss, accuracy = finetune_evaluated(digits)
    assert head.accuracy == pytest.approx(accuracy) == told.validation_accuracy and accuracy > 0.85
    assert head.loss == pytest.approx(loss, rel=1e-4) and head.rank == (head.accuracy, -head.loss)


def finetune_evaluated(prepared: Prepared) -> tuple[float, float]:
    from convscope.training.loop import evaluate

    _, loss, accuracy = evaluate(prepared.model.module, prepared.parts.validation)
    return loss, accuracy


def test_numbers_that_are_none_are_told(digits: Prepared) -> None:
    """Weights that were ruined make one clear error, not a run."""
    with torch.no_grad():
        next(digits.model.module.parameters()).fill_(float("nan"))
    with pytest.raises(ConvscopeError, match="fc3 reads of the pictures are no finite numbers"):
        train_head(digits, Recipe(head_epochs=5), tune="off")


def test_what_lies_below_learns_slower() -> None:
    """By the recipe's share; the head, and only it, at the whole rate."""
    rate = rates("head.fc", Recipe(body_rate=0.25))
    assert rate("head.fc.weight") == rate("head.fc.bias") == 1
    assert rate("fc.weight") == rate("head.norm.weight") == rate("ahead.fc.bias") == 0.25


def test_features_are_computed_as_the_device_is_quickest() -> None:
    """Channels last; rounded only where the processor multiplies rounded numbers."""
    found = quick(torch.device("cpu"))
    assert found.memory_format == "channels_last"
    assert (found.precision == "bfloat16") is torch.cpu._is_avx512_bf16_supported()


def test_a_trained_network_is_fine_tuned_by_name(tmp_path: Path) -> None:
    """Digits from MNIST's LeNet-5: the head is told of first, the fine-tune recipe is taken, the run loads again."""
    heard: list[object] = []
    run = train("digits", model="lenet5:mnist", out=tmp_path / "run", recipe={"epochs": "1"}, on_event=heard.append)
    (head,) = [event for event in heard if isinstance(event, HeadTrained)]
    assert head.validation_accuracy > 0.9
    assert run.record.recipe["head_epochs"] == recipe_for("fine-tune").head_epochs > 0
    assert run.record.head["layer"] == "fc3" and run.record.head["validation_accuracy"] == head.validation_accuracy
    model = load(str(run.folder))
    assert model.spelling == "lenet5:mnist" and model.contract == load("lenet5:mnist").contract


def test_a_head_of_several_labels_is_solved_and_all_of_it_learns_on(tmp_path: Path, small: Dataset) -> None:
    """Even, above four, with a loop: yes or no each; mean average precision chooses, the head among the candidates."""
    digit = small.labels
    several = np.stack([digit % 2 == 0, digit > 4, np.isin(digit, [0, 6, 8, 9])], axis=1).astype(np.int64)
    data = replace(small, labels=several, classes=("even", "above four", "loop"))
    changes = {"epochs": "1", "learning_rate": "1e-9", "moving_average": "0"}
    run = train(data, model="lenet5:mnist", out=tmp_path / "run", recipe=changes, setup=OFF, on_event=lambda _: None)
    head = run.record.head
    assert head["fresh"] and head["validation_average_precision"] > 0.97
    assert run.metrics[0]["validation_average_precision"] == pytest.approx(head["validation_average_precision"])
    assert run.record.results["test_average_precision"] > 0.95


def test_the_head_alone_is_kept_where_no_epoch_is_better(tmp_path: Path, small: Dataset) -> None:
    """It is epoch 0 among the candidates, patience counts from it, and the test set is answered with its weights."""
    recipe = recipe_for("fine-tune").with_settings({"learning_rate": "3", "patience": "2", "moving_average": "0"})
    run = train(small, model="lenet5:mnist", out=tmp_path / "run", recipe=recipe, setup=OFF, on_event=lambda _: None)
    assert (run.record.best_epoch, run.record.epochs, run.record.ended) == (0, 2, "early stop")
    prepared = prepare(small, "lenet5:mnist", recipe, seed=0, device=torch.device("cpu"))
    with OFF.applied():
        train_head(prepared, recipe, tune="off")
    kept = run.weights()
    assert all(torch.equal(kept[name], tensor) for name, tensor in prepared.model.module.state_dict().items())


def test_a_training_killed_while_the_head_trains_is_begun_anew_to_the_same_end(
    tmp_path: Path, small: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is left of it; with --resume it is begun again, to the weights and figures of one never stopped."""
    recipe = recipe_for("fine-tune").with_settings({"epochs": "2"})

    def run_in(folder: Path) -> Run:
        setup = replace(OFF, resume=True)
        return train(small, model="lenet5:mnist", out=folder, recipe=recipe, setup=setup, on_event=lambda _: None)

    whole = run_in(tmp_path / "whole")
    solved = finetune.solve

    def killed(*args: object, **named: object) -> None:
        next(iter(solved(*args, **named)))  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(finetune, "solve", killed)
        run_in(tmp_path / "stopped")
    assert not (tmp_path / "stopped").exists()
    again = run_in(tmp_path / "stopped")
    for kept, others in ((whole.weights(), again.weights()), (whole.last_weights(), again.last_weights())):
        assert all(torch.equal(tensor, others[name]) for name, tensor in kept.items())
    assert whole.record.results == again.record.results
    for one, other in zip(whole.metrics, again.metrics, strict=True):
        assert {**one, "images_per_second": 0} == {**other, "images_per_second": 0}
