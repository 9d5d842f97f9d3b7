"""From a data set and an architecture to a run."""

from __future__ import annotations

import re
import shlex
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from math import prod
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from convscope.data import Dataset, Indices, Split, channel_statistics, load_dataset
from convscope.errors import ConvscopeError
from convscope.lint import Report, Settings, check
from convscope.model import Model, wrapped
from convscope.models import Built, build
from convscope.network import Network, trace
from convscope.picture import InputContract
from convscope.runs import Run, RunWriter, create_run, refuse_occupied
from convscope.runs.record import Record
from convscope.training.events import Checked, Epoch, Finished, Listener, Started, Step, say_notes
from convscope.training.growing import check_growth
from convscope.training.learner import learner_for
from convscope.training.loop import Part, evaluate, train_epoch
from convscope.training.losses import loss_for
from convscope.training.recipe import Recipe, default_recipe
from convscope.training.setup import Setup
from convscope.training.views import Views
from convscope.training.whitening import pictures_to_whiten_by, whiten

DEVICE_BYTES = 2_000_000_000  # what of a data set may live on the device
LOOKED_AT = 16  # pictures, to see how many channels they have
HISTORY_EPOCHS = 12  # how many epochs' weights are kept, evenly through the run


class Stopped(KeyboardInterrupt):
    """Ctrl-C during training, after the run was made whole on disk."""


@dataclass(frozen=True)
class Parts:
    """The three parts on the device."""

    train: Part
    validation: Part
    test: Part


def train(
    data: str | Dataset,
    *,
    model: str,
    out: str | Path | None = None,
    recipe: Recipe | None = None,
    setup: Setup | None = None,
    rules: Settings | None = None,
    on_event: Listener = say_notes,
) -> Run:
    """Train an architecture on a data set and keep everything of it in a run folder.

    ``data`` is a name (``digits``) or a `Dataset`; ``model`` a spelling (``lenet5``); ``out`` the folder, by default
    ``runs/<data>-<model>``; ``recipe`` by default the data set's own. The weights kept are those of the epoch with the
    best validation accuracy (the smaller loss among equals); the test set is read once, with them. Without ``on_event``
    only what is noted about the data is said, on stderr. ``rules`` says which rules look at the network first, by
    default the usual ones; what they find is an event, and an error stops the training.

    Raises `ConvscopeError` where a rule finds an error, `RunExists` where the folder holds a run, `ShapesDoNotFit`
    where the network does not take the pictures, and `Stopped`, a `KeyboardInterrupt`, on Ctrl-C, with the run kept.
    """
    dataset = load_dataset(data, on_note=on_event) if isinstance(data, str) else data
    setup = setup or Setup()
    recipe = recipe or default_recipe(dataset.name)
    device = setup.torch_device()
    folder = (
        Path(out) if out is not None else Path("runs") / re.sub(r"[^\w.-]+", "-", f"{dataset.name}-{model}").strip("-")
    )
    refuse_occupied(folder, overwrite=setup.overwrite)
    if dataset.labels.ndim != 1:
        raise ConvscopeError(
            f"{dataset.name} has several labels a picture, which training does not take yet", fix="give one label each"
        )
    with setup.applied():
        split = dataset.split(setup.seed)
        fresh, parts, network = _prepare(dataset, split, model, recipe, device)
        report = _checked(network, rules or Settings(), recipe)
        writer = create_run(folder, _record(dataset, split, fresh, recipe, setup, folder), overwrite=setup.overwrite)
        try:
            on_event(Checked(report))
            on_event(
                Started(
                    folder, dataset.name, model, sum(p.numel() for p in fresh.module.parameters()),
                    writer.record.pictures, recipe.epochs, str(device), torch.get_num_threads(),
                )
            )  # fmt: skip
            _epochs(writer, fresh, parts, recipe, setup.seed, on_event)
            _read_test(writer, fresh, parts.test, split, recipe.views)
        except KeyboardInterrupt:
            _keep_what_there_is(writer, fresh)
            done = writer.record.epochs
            raise Stopped(f"stopped after {done} of {recipe.epochs} epochs; the run is kept in {folder}") from None
        except BaseException:
            with suppress(OSError):  # the disk may be what failed
                writer.update(status="failed")
                writer.close()
            raise
    run = writer.close()
    on_event(Finished(run))
    return run


def _prepare(
    dataset: Dataset, split: Split, spelling: str, recipe: Recipe, device: torch.device
) -> tuple[Model, Parts, Network]:
    """Build and describe the module, decide its contract from the training part, put the pictures on the device."""
    built = build(spelling, classes=len(dataset.classes))
    unscaled = InputContract(*_input_shape(built, dataset, recipe), resize=recipe.resize)
    fitted = dataset.fitted(unscaled)
    mean, std = channel_statistics(fitted, split.train)
    contract = replace(
        unscaled,
        mean=tuple(round(value, 6) for value in mean),
        std=tuple(round(max(value, 1e-3), 6) for value in std),
    )
    network = trace(built.module, contract.input_shape, target=spelling)
    answers = network.layers[-1].output_shape
    if answers != (1, len(dataset.classes)):
        raise ConvscopeError(
            f"{spelling} answers with {answers[1:]} numbers, {dataset.name} has {len(dataset.classes)} classes",
            fix="give the network one output a class",
        )
    check_growth(network, recipe.grow)
    model = Model(built.module.to(device), contract, dataset.classes, spelling)

    pictures = _on_device(fitted, device)

    def part(indices: Indices) -> Part:
        labels = torch.from_numpy(dataset.labels[indices]).to(device)
        return Part(pictures, torch.from_numpy(indices), labels, contract)

    train_part = part(split.train)
    if recipe.whitening:
        some = torch.arange(min(len(train_part), pictures_to_whiten_by(prod(contract.input_shape))))
        whiten(model.module, network, train_part.batch(some)[0])
    return model, Parts(train_part, part(split.validation), part(split.test)), network


def _checked(network: Network, rules: Settings, recipe: Recipe) -> Report:
    """Look at the network as it will be trained; an error stops it before anything is computed."""
    batch = recipe.batch_size if rules.batch is None else rules.batch
    report = check(network, settings=replace(rules, batch=batch))
    worst = next(iter(report.findings), None)
    if worst is not None and worst.severity == "error":
        raise ConvscopeError(f"{network.target}, layer {worst.layer}: {worst.message} ({worst.name})", fix=worst.fix)
    return report


def _input_shape(built: Built, dataset: Dataset, recipe: Recipe) -> tuple[int, int, int]:
    """Choose what enters: the network's own channels and size, else the pictures' channels and the recipe's size."""
    own = built.input_shape
    if own is not None and len(own) != 3:
        raise ConvscopeError(f"{built.spelling} takes {own}, pictures are (channels, height, width)")
    if own is None and recipe.size is None:
        raise ConvscopeError(
            f"the input that {built.spelling} is made for is not known",
            fix="say the size with --size, or give the class input_shape = (C, H, W)",
        )
    height, width = recipe.size or own[1:]  # type: ignore[index]
    if own is not None:
        return own[0], height, width
    some = np.linspace(0, len(dataset.pictures) - 1, LOOKED_AT).astype(int)
    return max(dataset.pictures[int(index)].shape[-1] for index in some), height, width


def _on_device(fitted: npt.NDArray[np.uint8], device: torch.device) -> torch.Tensor:
    """Wrap the pictures without copying them; small sets go to the device once, larger ones batch by batch."""
    pictures = wrapped(fitted)
    return pictures.to(device) if fitted.nbytes <= DEVICE_BYTES else pictures


def _epochs(writer: RunWriter, model: Model, parts: Parts, recipe: Recipe, seed: int, on_event: Listener) -> None:
    loss_function = loss_for(recipe, classes=len(model.classes))
    learner = learner_for(model.module, recipe, pictures=len(parts.train), seed=seed, loss=loss_function)
    kept = {round(epoch * recipe.epochs / HISTORY_EPOCHS) for epoch in range(1, HISTORY_EPOCHS + 1)}
    total, seen, begun = len(parts.train) * recipe.epochs, 0, time.perf_counter()
    best: tuple[float, float] | None = None
    writer.save_history(0, model.module.state_dict())
    for epoch in range(1, recipe.epochs + 1):

        def after_batch(count: int, epoch: int = epoch) -> None:
            nonlocal seen
            seen += count
            on_event(Step(epoch, seen, total, seen / (time.perf_counter() - begun)))

        started = time.perf_counter()
        learner.start_epoch(epoch)
        train_loss, train_accuracy = train_epoch(learner, parts.train, after_batch=after_batch)
        speed = len(parts.train) / (time.perf_counter() - started)
        with learner.evaluated():
            _, loss, accuracy = evaluate(model.module, parts.validation, views=recipe.views)
            if not np.isfinite([train_loss, loss]).all():  # of the last step only the validation loss tells
                fix = f"lower the learning rate: --set learning_rate={recipe.learning_rate / 10:g}"
                raise ConvscopeError(f"the loss is not a finite number in epoch {epoch}", fix=fix)
            better = best is None or (accuracy, -loss) > best
            if better:
                best = (accuracy, -loss)
                writer.save_weights(model.module.state_dict())
            if epoch in kept:
                writer.save_history(epoch, model.module.state_dict())
        elapsed = time.perf_counter() - begun
        writer.log(
            {
                "epoch": epoch, "train_loss": train_loss, "train_accuracy": train_accuracy,
                "validation_loss": loss, "validation_accuracy": accuracy,
                "learning_rate": float(learner.schedule.get_last_lr()[0]), "images_per_second": speed,
            }
        )  # fmt: skip
        writer.update(
            epochs=epoch, seconds=elapsed, best_epoch=epoch if better else writer.record.best_epoch,
        )  # fmt: skip
        left = elapsed / epoch * (recipe.epochs - epoch)
        on_event(Epoch(epoch, recipe.epochs, train_loss, train_accuracy, loss, accuracy, speed, left, better))


def _read_test(writer: RunWriter, model: Model, test: Part, split: Split, views: Views) -> None:
    """Answer the test set, once, with the weights that were best on validation."""
    model.module.load_state_dict(Run(writer.folder).weights())
    logits, loss, accuracy = evaluate(model.module, test, views=views)
    writer.save_predictions(logits.numpy(), split.test)
    writer.update(status="done", results={"test_loss": loss, "test_accuracy": accuracy})


def _keep_what_there_is(writer: RunWriter, model: Model) -> None:
    if writer.record.best_epoch is None:
        writer.save_weights(model.module.state_dict())
    writer.update(status="interrupted")
    writer.close()


def _record(dataset: Dataset, split: Split, model: Model, recipe: Recipe, setup: Setup, folder: Path) -> Record:
    defaults = default_recipe(dataset.name)
    changed = [
        f"--set {name}={','.join(map(str, value)) if isinstance(value, tuple) else value}"
        for name, value in recipe.model_dump().items()
        if value != getattr(defaults, name)
    ]
    data = shlex.quote(dataset.origin or dataset.name)
    command = f"convscope train {data} --model {shlex.quote(model.spelling)} --seed {setup.seed}"
    if setup.device != "auto":
        changed.append(f"--device {setup.device}")
    if setup.threads is not None:
        changed.append(f"--threads {setup.threads}")
    return Record(
        convscope=version("convscope"),
        torch=torch.__version__,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        command=" ".join([command, *changed, f"--out {shlex.quote(str(folder))}"]),
        data=dataset.name,
        model=model.spelling,
        classes=dataset.classes,
        contract=model.contract.as_dict(),
        recipe=recipe.model_dump(),
        seed=setup.seed,
        device=str(model.device),
        threads=torch.get_num_threads(),
        pictures={"train": len(split.train), "validation": len(split.validation), "test": len(split.test)},
        skipped=tuple({"path": one.path, "reason": one.reason} for one in dataset.skipped),
    )
