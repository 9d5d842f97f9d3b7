"""A training from dataclasses import replace
from PIL import Image
from convscope.data import load_dataset
from convscope.training import Setup, train
import numpy as np
from data to run."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from convscope.data import ArrayPictures, Dataset, load_dataset
from convscope.errors import ConvscopeError, RunExists
from convscope.lint import Settings
from convscope.loading import load
from convscope.picture import InputContract
from convscope.runs import open_run
from convscope.training import Checked, Epoch, Event, Recipe, Setup, Started, Step, assess, course, recipe_for, train
from convscope.training.loop import Part, evaluate
from convscope.training.train import Stopped

SHORT = Recipe(epochs=2, batch_size=128)
ONE = Recipe(epochs=1, batch_size=128)


def patch_evaluate(monkeypatch: pytest.MonkeyPatch, evaluate: object) -> None:
    """Put another function in place of evaluate, for the validation part and for the test part."""
    monkeypatch.setattr(assess, "evaluate", evaluate)


def test_the_same_seed_gives_the_same_weights_to_the_bit(tmp_path: Path) -> None:
    """On the CPU, twice the same; another seed, other weights."""
    recipe = SHORT.with_settings({"shift": "0.1", "flip": "0.5"})
    runs = [
        train("digits", model="lenet5", out=tmp_path / str(number), recipe=recipe, setup=Setup(seed, tune="off"))
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
    sizes: list[int] = []

    def counting(net: object, part: object, **_: object) -> object:
        sizes.append(len(part))  # type: ignore[arg-type]
        return evaluate(net, part)  # type: ignore[arg-type]

    patch_evaluate(monkeypatch, counting)
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
    assert open_run(tmp_path / "run").record.status == "interrupted"


def test_ctrl_c_before_the_first_epoch_ends_keeps_what_there_is(tmp_path: Path) -> None:
    """Even then the folder is a run whose weights can be loaded."""

    def stop(event: Event) -> None:
        if isinstance(event, Step):
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


def layers(file: Path, written: str) -> str:
    """Write a network of these layers to a file, and give its spelling."""
    file.write_text(
        "from torch import nn\nclass Net(nn.Sequential):\n    input_shape = (1, 8, 8)\n"
        f"    def __init__(self):\n        super().__init__({written})\n"
    )
    return f"{file}:Net"


def test_the_rules_look_at_the_network_first(small: Dataset, tmp_path: Path) -> None:
    """What they found is told once, before the first epoch; what is not asked is not."""
    spelled = layers(tmp_path / "net.py", "nn.Conv2d(1, 4, 3, stride=3), nn.Flatten(), nn.Linear(16, 10)")
    for rules, names in ((None, ["stride-skips-pixels"]), (Settings(ignore=("geometry",)), [])):
        told: list[Event] = []
        out = tmp_path / f"run{len(names)}"
        train(small, model=spelled, out=out, recipe=ONE, rules=rules, on_event=told.append)
        (checked,) = [event for event in told if isinstance(event, Checked)]
        assert [one.name for one in checked.report.findings if one.severity == "warning"] == names
        assert isinstance(told[told.index(checked) + 1], Started)


def test_an_error_that_a_rule_finds_stops_it_before_anything_is_written(small: Dataset, tmp_path: Path) -> None:
    """In one line, with the layer and the rule: here, one value a channel in a step of one picture."""
    spelled = layers(tmp_path / "net.py", "nn.Conv2d(1, 4, 8), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(4, 10)")
    with pytest.raises(ConvscopeError, match=r"layer 1: .*single-value-batch-norm"):
        train(small, model=spelled, out=tmp_path / "run", recipe=Recipe(epochs=1, batch_size=1))
    assert not (tmp_path / "run").exists()


def test_labels_learned_by_heart_give_chance_on_test(small: Dataset, tmp_path: Path) -> None:
    """A network that knows the shuffled labels of its training part knows nothing of the test part: nothing leaks."""
    shuffled = replace(small, labels=np.random.default_rng(0).permutation(small.labels))
    recipe = Recipe(epochs=36, batch_size=16, learning_rate=3e-3, weight_decay=0)
    run = train(shuffled, model="lenet5", out=tmp_path / "run", recipe=recipe)
    model = load(str(run.folder))
    model.module.load_state_dict(run.history()[36])  # the best on validation may have learned nothing
    right = model.scores(small.fitted(model.contract)).argmax(1) == shuffled.labels
    assert right[shuffled.split(0).train].mean() > 0.9  # else chance would say nothing
    assert right[shuffled.test].mean() < 0.25  # 0.1 of 100 pictures, five deviations above


def test_the_command_on_record_makes_the_run_again(tmp_path: Path) -> None:
    """It names data, model, seed, what differs from the recipe, and the folder."""
    recipe = recipe_for("digits").with_settings({"epochs": "1"})
    run = train("digits", model="linear", out=tmp_path / "run", recipe=recipe, setup=Setup(seed=4))
    expected = f"convscope train digits --model linear --seed 4 --set epochs=1 --out {tmp_path / 'run'}"
    assert run.record.command == expected


# Nothing of the test part gets into the training


def test_what_the_test_pictures_are_changes_nothing_before_they_are_read(small: Dataset, tmp_path: Path) -> None:
    """With noise in place of the test pictures and labels, all is the same to the bit but the test results."""
    pictures, labels = small.fitted(InputContract(1, 8, 8)).copy(), small.labels.copy()
    pictures[small.test] = np.random.default_rng(0).integers(0, 256, (100, 8, 8, 1))
    labels[small.test] = 3
    noisy = replace(small, pictures=ArrayPictures(pictures), labels=labels)
    one, other = (
        train(data, model="lenet5", out=tmp_path / name, recipe=SHORT, setup=Setup(tune="off"))
        for name, data in (("one", small), ("other", noisy))
    )
    assert all(torch.equal(tensor, other.weights()[name]) for name, tensor in one.weights().items())
    assert one.record.contract == other.record.contract
    for line, same in zip(one.metrics, other.metrics, strict=True):
        assert {**line, "images_per_second": 0} == {**same, "images_per_second": 0}
    assert one.record.results != other.record.results


@pytest.mark.parametrize("seed", [0, 1])
def test_mean_and_deviation_are_those_of_the_training_part(small: Dataset, tmp_path: Path, seed: int) -> None:
    """The scaling on record is numpy's over the pictures that the seed leaves for training, and not over all."""
    run = train(small, model="lenet5", out=tmp_path / "run", recipe=ONE, setup=Setup(seed=seed))
    fitted = small.fitted(InputContract(1, 32, 32)) / 255.0
    part = fitted[small.split(seed).train]
    assert run.record.contract["mean"] == pytest.approx([part.mean()], abs=1e-6)
    assert run.record.contract["std"] == pytest.approx([part.std()], abs=1e-6)
    for others in (fitted, fitted[small.split(1 - seed).train]):
        assert abs(part.mean() - others.mean()) > 1e-5


def test_a_channel_without_contrast_is_not_divided_by_nothing(small: Dataset, tmp_path: Path) -> None:
    """Pictures that are all of one grey have a deviation of 0; the contract says 0.001, and the loss is a number."""
    flat = replace(small, pictures=ArrayPictures(np.full((400, 8, 8, 1), 51, np.uint8)))
    run = train(flat, model="linear", out=tmp_path / "run", recipe=ONE)
    assert run.record.contract["std"] == [0.001] * 3
    assert np.isfinite(run.metrics[0]["validation_loss"])


# The choice among the epochs


@pytest.mark.parametrize(
    ("validation", "best"),
    [
        ([(0.5, 0.2), (0.1, 0.9), (0.2, 0.7)], 2),  # (loss, accuracy): the accuracy decides, not the loss
        ([(0.5, 0.9), (0.3, 0.9), (0.1, 0.8)], 2),  # the smaller loss among equals
        ([(0.3, 0.9), (0.3, 0.9), (0.3, 0.9)], 1),  # the first among wholly equal ones
        ([(0.3, 0.1), (0.3, 0.2), (0.3, 0.3)], 3),
    ],
)
def test_the_test_part_is_answered_with_the_weights_of_the_best_epoch(
    small: Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    validation: list[tuple[float, float]],
    best: int,
) -> None:
    """Whichever epoch is best on validation, its weights are kept, said to be best once, and answer the test part."""
    heard, told = list[Event](), iter(validation)

    def staged(net: torch.nn.Module, part: Part, **_: object) -> tuple[torch.Tensor, float, float]:
        logits, loss, accuracy = evaluate(net, part)
        return (logits, *next(told, (loss, accuracy)))

    patch_evaluate(monkeypatch, staged)
    recipe = Recipe(epochs=3, batch_size=64)
    run = train(small, model="linear", out=tmp_path / "run", recipe=recipe, on_event=heard.append)
    assert run.record.best_epoch == best
    assert [event.epoch for event in heard if isinstance(event, Epoch) and event.best][-1] == best
    kept = run.history()[best]
    assert all(torch.equal(kept[name], tensor) for name, tensor in run.weights().items())
    assert not torch.equal(kept["classifiers.weight"], run.history()[best % 3 + 1]["classifiers.weight"])
    loaded = load(str(run.folder))
    loaded.module.load_state_dict(kept)
    logits, indices = run.predictions()
    np.testing.assert_allclose(loaded.scores(small.fitted(loaded.contract)[indices]), logits, rtol=1e-4, atol=1e-4)


# Whenever it stops


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_the_program_finds_its_random_numbers_and_threads_as_they_were(
    small: Dataset, tmp_path: Path, error: type[BaseException]
) -> None:
    """After a training, stopped, failed or finished, the caller's own random numbers and threads go on unchanged."""
    random, threads = torch.get_rng_state(), torch.get_num_threads()

    def stop(_: Event) -> None:
        raise error

    train(small, model="linear", out=tmp_path / "done", recipe=SHORT, setup=Setup(threads=threads + 1))
    with pytest.raises(error):
        train(small, model="linear", out=tmp_path / "run", recipe=SHORT, setup=Setup(threads=2), on_event=stop)
    assert torch.equal(torch.get_rng_state(), random)
    assert torch.get_num_threads() == threads


def test_ctrl_c_in_the_middle_of_an_epoch_keeps_the_best_weights_so_far(small: Dataset, tmp_path: Path) -> None:
    """Stopped after a batch of the second epoch: the weights are the first one's, nothing is half-written."""

    def stop(event: Event) -> None:
        if isinstance(event, Step) and event.epoch == 2:
            raise KeyboardInterrupt

    with pytest.raises(Stopped):
        train(small, model="lenet5", out=tmp_path / "run", recipe=SHORT, on_event=stop)
    run = open_run(tmp_path / "run")
    assert (run.record.status, run.record.epochs, run.record.best_epoch) == ("interrupted", 1, 1)
    assert [line["epoch"] for line in run.metrics] == [1]
    assert all(torch.equal(run.history()[1][name], tensor) for name, tensor in run.weights().items())
    names = {path.name for path in run.folder.iterdir()}
    assert names == {
        "run.json",
        "metrics.jsonl",
        "weights.safetensors",
        "checkpoint.safetensors",
        "history",
        "tensorboard",
    }


def test_ctrl_c_at_the_start_is_a_stop_too(small: Dataset, tmp_path: Path) -> None:
    """Stopped by the first event, before any batch, the run is whole and holds the weights before training."""

    def stop(_: Event) -> None:
        raise KeyboardInterrupt

    with pytest.raises(Stopped, match="stopped after 0 of 2 epochs"):
        train(small, model="linear", out=tmp_path / "run", recipe=SHORT, on_event=stop)
    run = open_run(tmp_path / "run")
    assert (run.record.status, run.metrics) == ("interrupted", ())
    assert run.weights()["classifiers.weight"].shape == (10, 3072)


def test_an_error_in_the_middle_is_passed_on_and_the_run_has_failed(small: Dataset, tmp_path: Path) -> None:
    """Whatever goes wrong, the very error comes out, the record does not stay 'running', the best weights stay."""

    def fail(event: Event) -> None:
        if isinstance(event, Step) and event.epoch == 2:
            raise ZeroDivisionError("a listener's own")

    with pytest.raises(ZeroDivisionError, match="a listener's own"):
        train(small, model="linear", out=tmp_path / "run", recipe=SHORT, on_event=fail)
    run = open_run(tmp_path / "run")
    assert (run.record.status, run.record.best_epoch) == ("failed", 1)
    assert all(torch.equal(run.history()[1][name], tensor) for name, tensor in run.weights().items())


def test_a_loss_that_runs_away_in_the_last_step_is_seen(
    small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The training loss is of before each step: of the last step only the validation loss tells, and it counts."""
    monkeypatch.setattr(course, "train_epoch", lambda learner, part, **_: (0.5, 0.5))
    patch_evaluate(monkeypatch, lambda net, part, **_: (torch.zeros(1, 10), float("nan"), 0.1))
    with pytest.raises(ConvscopeError, match="the loss is not a finite number in epoch 1"):
        train(small, model="linear", out=tmp_path / "run", recipe=SHORT)
    assert not (tmp_path / "run" / "weights.safetensors").exists()


# What is refused before anything is made


def test_an_unknown_device_or_data_set_makes_no_folder(tmp_path: Path) -> None:
    """A mistake in the asking leaves nothing behind."""
    with pytest.raises(ConvscopeError, match="device 'banana' cannot be used"):
        train("digits", model="linear", out=tmp_path / "run", setup=Setup(device="banana"))
    with pytest.raises(ConvscopeError, match="data set 'digit' is not known"):
        train("digit", model="linear", out=tmp_path / "run")
    with pytest.raises(ConvscopeError, match="model 'lenet6' is not known"):
        train("digits", model="lenet6", out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_refused_folder_keeps_its_run(small: Dataset, tmp_path: Path) -> None:
    """Where a run is in the way, every file of it stays as it was."""
    train(small, model="linear", out=tmp_path / "run", recipe=SHORT)
    before = {path: path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file()}
    with pytest.raises(RunExists):
        train(small, model="lenet5", out=tmp_path / "run", recipe=SHORT)
    assert {path: path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file()} == before


# What comes out


def test_grey_pictures_enter_a_colour_network_three_times(small: Dataset, tmp_path: Path) -> None:
    """The linear classifier takes three channels: all have the grey picture's mean and deviation, and it learns."""
    run = train(small, model="linear", out=tmp_path / "run", recipe=Recipe(epochs=3, batch_size=32))
    contract = run.record.contract
    assert contract["channels"] == 3
    assert len(set(contract["mean"])) == len(set(contract["std"])) == 1
    assert run.record.results["test_accuracy"] > 0.6


def test_without_a_place_the_run_goes_under_runs(
    small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is runs/<data>-<model>, in which a spelling's colons and slashes are dashes."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.py").write_text(
        "from torch import nn\nclass Net(nn.Sequential):\n    input_shape = (1, 8, 8)\n"
        "    def __init__(self):\n        super().__init__(nn.Flatten(), nn.Linear(64, 10))\n"
    )
    run = train(small, model="./net.py:Net", recipe=SHORT)
    assert run.folder == Path("runs") / "digits-.-net.py-Net"
    assert (tmp_path / run.folder / "run.json").is_file()


def test_the_loss_on_record_is_that_of_the_test_answers(small: Dataset, tmp_path: Path) -> None:
    """Mean cross-entropy of the kept logits, by its formula."""
    run = train(small, model="linear", out=tmp_path / "run", recipe=ONE)
    logits, indices = run.predictions()
    logarithms = torch.log_softmax(torch.from_numpy(logits), 1)
    loss = -logarithms[torch.arange(100), torch.from_numpy(small.labels[indices])].mean()
    assert run.record.results["test_loss"] == pytest.approx(loss.item(), abs=1e-5)


def test_history_is_kept_evenly(small: Dataset, tmp_path: Path) -> None:
    """Of 30 epochs the weights before the first, of the last, and of eleven between at even distances are kept."""
    run = train(small, model="linear", out=tmp_path / "run", recipe=Recipe(epochs=30, batch_size=512))
    kept = sorted(run.history())
    assert (kept[0], kept[-1], len(kept)) == (0, 30, 13)
    assert {after - before for before, after in pairwise(kept)} == {2, 3}


def test_the_first_of_the_history_is_before_training(small: Dataset, tmp_path: Path) -> None:
    """Epoch 0 is the network that the seed alone makes, whatever it is trained with afterwards."""
    first = [
        train(small, model="linear", out=tmp_path / str(rate), recipe=Recipe(epochs=1, learning_rate=rate)).history()
        for rate in (1e-3, 1e-1)
    ]
    name = "classifiers.weight"
    assert torch.equal(first[0][0][name], first[1][0][name])
    assert not torch.equal(first[0][0][name], first[0][1][name])


def test_the_rate_on_record_follows_the_cycle(small: Dataset, tmp_path: Path) -> None:
    """The learning rate after each epoch is that of PyTorch's own one-cycle schedule after as many steps."""
    recipe = Recipe(epochs=5, batch_size=64, learning_rate=0.01)
    run = train(small, model="linear", out=tmp_path / "run", recipe=recipe)
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    steps = 255 // 64 + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.01, total_steps=5 * steps, pct_start=0.2 + 1e-6)
    expected = []
    for _ in range(5):
        for _ in range(steps):
            optimizer.step()
            schedule.step()
        expected.append(schedule.get_last_lr()[0])
    expected[-1] = 0.01 / 25 / 1e4  # of the last step; torch's, asked once more than it has steps, rises again
    assert [line["learning_rate"] for line in run.metrics] == pytest.approx(expected, rel=1e-4)


def test_the_time_left_goes_by_the_time_taken(small: Dataset, tmp_path: Path) -> None:
    """After each epoch the seconds on record, shared by the epochs done, are what each epoch left is said to take."""
    heard: list[tuple[Epoch, float]] = []

    def listen(event: Event) -> None:
        if isinstance(event, Epoch):
            heard.append((event, open_run(tmp_path / "run").record.seconds))

    train(small, model="linear", out=tmp_path / "run", recipe=Recipe(epochs=3), on_event=listen)
    assert [event.seconds_left for event, _ in heard] == pytest.approx(
        [seconds / (done + 1) * (2 - done) for done, (_, seconds) in enumerate(heard)]
    )
    assert 0 < heard[0][1] < heard[1][1] < heard[2][1]


def test_the_threads_on_record_are_those_it_ran_with(small: Dataset, tmp_path: Path) -> None:
    """Started and the record both say how many."""
    heard: list[Event] = []
    setup = Setup(threads=torch.get_num_threads() + 1)
    run = train(small, model="linear", out=tmp_path / "run", recipe=ONE, setup=setup, on_event=heard.append)
    started = next(event for event in heard if isinstance(event, Started))
    assert started.threads == run.record.threads == setup.threads


def test_the_seed_decides_the_order_of_the_pictures(small: Dataset, tmp_path: Path) -> None:
    """Where neither the first weights nor the split go by the seed, the order of the batches still does."""
    file = tmp_path / "net.py"
    file.write_text(
        "from torch import nn\nclass Net(nn.Sequential):\n    input_shape = (1, 8, 8)\n"
        "    def __init__(self):\n        super().__init__(nn.Flatten(), nn.Linear(64, 10))\n"
        "        nn.init.zeros_(self[1].weight)\n        nn.init.zeros_(self[1].bias)\n"
    )
    given = replace(small, validation=np.arange(250, 300))
    one, again, other = (
        train(given, model=f"{file}:Net", out=tmp_path / str(number), recipe=ONE, setup=Setup(seed=seed)).weights()
        for number, seed in enumerate((0, 0, 1))
    )
    assert torch.equal(one["1.weight"], again["1.weight"])
    assert not torch.equal(one["1.weight"], other["1.weight"])


def test_files_that_could_not_be_used_are_on_record_and_the_command_names_the_folder(tmp_path: Path) -> None:
    """A broken picture is counted with its reason; what to type again is the path, not the name alone."""
    random = np.random.default_rng(0)
    for name in ("cats and dogs/a", "cats and dogs/b"):
        (tmp_path / name).mkdir(parents=True)
        for number in range(8):
            pixels = random.integers(0, 256, (9, 9, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / name / f"{number}.png")
    folder = tmp_path / "cats and dogs"
    (folder / "a" / "broken.png").write_bytes(b"nothing")
    record = train(str(folder), model="linear", out=tmp_path / "run", recipe=Recipe(epochs=1)).record
    assert len(record.skipped) == 1 and record.skipped[0]["path"].endswith("broken.png") and record.skipped[0]["reason"]
    assert record.command.startswith(f"convscope train '{folder}' --model linear")


def test_an_occupied_folder_is_refused_before_the_network_is_built(tmp_path: Path) -> None:
    """Not even an unknown network is looked for."""
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "photo.png").touch()
    with pytest.raises(RunExists):
        train("digits", model="no-such-network", out=tmp_path / "run")


# Several labels a picture


def test_a_picture_may_have_several_labels(small: Dataset, tmp_path: Path) -> None:
    """Even, above four, prime: three yes-or-nos of a digit are learnt; average precision is measured and chooses."""
    digit = small.labels
    several = np.stack([digit % 2 == 0, digit > 4, np.isin(digit, [2, 3, 5, 7])], axis=1).astype(np.int64)
    data = replace(small, labels=several, classes=("even", "above four", "prime"))
    recipe = Recipe(epochs=12, batch_size=32, learning_rate=0.02, mixup=0.2, label_smoothing=0.02)
    run = train(data, model="lenet5", out=tmp_path / "run", recipe=recipe)
    assert set(run.record.results) == {"test_loss", "test_accuracy", "test_average_precision"}
    most = max(several[small.test].mean(0).max(), 1 - several[small.test].mean(0).min())
    assert run.record.results["test_accuracy"] > most + 0.1
    assert run.record.results["test_average_precision"] > 0.85
    ranked = [(line["validation_average_precision"], -line["validation_loss"]) for line in run.metrics]
    assert run.record.best_epoch == ranked.index(max(ranked)) + 1
    logits, indices = run.predictions()
    accuracy = ((logits > 0) == several[indices].astype(bool)).mean()
    assert run.record.results["test_accuracy"] == pytest.approx(accuracy)


def test_a_mapping_changes_fields_of_the_data_sets_own_recipe(small: Dataset, tmp_path: Path) -> None:
    """As ``--set`` does: what is not named is as in the recipe of digits; of several labels, as in multi-label."""
    changes = {"epochs": "1", "optimizer": "sgd"}
    run = train(small, model="linear", out=tmp_path / "run", recipe=changes)
    assert run.record.recipe == recipe_for("digits").with_settings(changes).model_dump(mode="json")
    several = replace(small, name="other", labels=np.eye(10, dtype=np.int64)[small.labels])
    again = train(several, model="linear", out=tmp_path / "again", recipe=changes)
    assert again.record.recipe == recipe_for("multi-label").with_settings(changes).model_dump(mode="json")
    assert "--set epochs=1 --set optimizer=sgd --" in again.record.command


NET = """
from torch import nn


class Net(nn.Sequential):
    input_shape = (1, 16, 16)

    def __init__(self, channels=1, classes=10):
        whitened, hidden = nn.Conv2d(1, 18, 3, padding=1), nn.Conv2d(18, 24, 3, padding=1)
        ends = nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(24, classes)
        super().__init__(whitened, nn.ReLU(), nn.MaxPool2d(2), hidden, nn.BatchNorm2d(24), nn.ReLU(), *ends)
"""


def test_all_of_a_recipe_at_once_learns_and_goes_on_exactly(small: Dataset, tmp_path: Path) -> None:
    """Whitened first layer, growing pictures, Muon, averages, mixing, views; stopped and resumed, the same."""
    (tmp_path / "net.py").write_text(NET)
    names = {"epochs": "15", "batch_size": "32", "optimizer": "muon", "learning_rate": "0.02", "whitening": "true"}
    names |= {"grow": "0.75,1", "lookahead": "5", "moving_average": "0.9", "views": "mirrored-and-shifted", "crop": "1"}
    names |= {"alternating_flip": "true", "mixup": "0.1", "brightness": "0.1", "cutout": "3", "schedule": "linear"}
    names |= {"rotate": "0", "shift": "0", "zoom": "0", "shear": "0"}
    model = f"{tmp_path / 'net.py'}:Net"
    whole = train(small, model=model, out=tmp_path / "whole", recipe=names)
    assert whole.record.results["test_accuracy"] > 0.5
    first = whole.history()[0]["0.weight"]
    assert torch.equal(whole.weights()["0.weight"], first)  # frozen
    torch.testing.assert_close(first[:9], -first[9:18])  # pairs of both signs

    def stop(event: Event) -> None:
        if isinstance(event, Step) and event.epoch == 5:
            raise KeyboardInterrupt

    with pytest.raises(Stopped):
        train(small, model=model, out=tmp_path / "cut", recipe=names, on_event=stop)
    cut = train(small, model=model, out=tmp_path / "cut", recipe=names, setup=Setup(resume=True))
    for name, tensor in whole.weights().items():
        assert torch.equal(cut.weights()[name], tensor), name
    assert cut.record.results == whole.record.results


def test_shuffled_labels_give_chance_on_test(tmp_path: Path) -> None:
    """Labels without a meaning are learnt of the training pictures alone: the test's are guessed, 5 σ around 10 %."""
    digits = load_dataset("digits")
    labels = np.random.default_rng(0).permutation(digits.labels)
    recipe = {"epochs": "30", "schedule": "constant", "learning_rate": "0.002", "label_smoothing": "0", "warm_up": "0"}
    recipe |= {"shift": "0", "rotate": "0", "zoom": "0", "shear": "0", "weight_decay": "0"}
    run = train(
        replace(digits, labels=labels), model="lenet5", out=tmp_path / "run", recipe=recipe,
        setup=Setup(threads=1, tune="off"), on_event=lambda _: None,
    )  # fmt: skip
    count = run.record.pictures["test"]
    assert abs(run.record.results["test_accuracy"] - 0.1) < 5 * (0.1 * 0.9 / count) ** 0.5
    assert run.metrics[-1]["train_accuracy"] > 0.15  # it did learn what there was


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_the_parts_never_share_a_picture(tmp_path: Path, seed: int) -> None:
    """Every picture is in one part, by its number and by its file."""
    rng = np.random.default_rng(seed)
    for name in ("ants", "bees"):
        (tmp_path / name).mkdir()
        for number in range(25):
            pixels = rng.integers(0, 255, (12, 12, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / name / f"{number}.png")
    dataset = load_dataset(str(tmp_path), on_note=lambda _: None)
    split = dataset.split(seed)
    parts = [set(map(int, part)) for part in (split.train, split.validation, split.test)]
    assert all(parts) and sum(map(len, parts)) == len(set().union(*parts)) == 50
    pictures = [{dataset.pictures[index].tobytes() for index in part} for part in parts]
    assert sum(map(len, pictures)) == len(set().union(*pictures)) == 50
