"""What a run's record says when the training begins, and the command that makes the run again."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from convscope.runs.record import Record
from convscope.training.outset import own_recipe
from convscope.training.prepare import Prepared
from convscope.training.recipe import Recipe
from convscope.training.setup import Setup

if TYPE_CHECKING:
    from convscope.training.detection.parts import PreparedBoxes


def record_of(prepared: Prepared | PreparedBoxes, recipe: Recipe, setup: Setup, folder: Path) -> Record:
    """Say what is trained on what, how, with what."""
    dataset, split, model = prepared.dataset, prepared.split, prepared.model
    return Record(
        convscope=version("convscope"),
        torch=torch.__version__,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        command=command_of(prepared, recipe, setup, folder),
        data=dataset.name,
        origin=dataset.origin or dataset.name,
        fingerprint=prepared.fingerprint,
        model=model.spelling,
        classes=dataset.classes,
        answers=dataset.answers,
        colours=dataset.colours,
        contract=model.contract.as_dict(),
        recipe=recipe.model_dump(),
        seed=setup.seed,
        device=str(model.device),
        threads=torch.get_num_threads(),
        pictures={"train": len(split.train), "validation": len(split.validation), "test": len(split.test)},
        start=start_of(prepared),
        head={"layer": prepared.head, "fresh": prepared.fresh} if prepared.start.has_weights else {},
        skipped=tuple({"path": one.path, "reason": one.reason} for one in dataset.skipped),
    )


def start_of(prepared: Prepared | PreparedBoxes) -> dict[str, Any]:
    """Say what weights the training starts from, where they are a file's, a run's or published."""
    if not prepared.sha256 and prepared.start.weights is None:
        return {}
    return {**prepared.start.as_dict(), "sha256": prepared.sha256}


def command_of(prepared: Prepared | PreparedBoxes, recipe: Recipe, setup: Setup, folder: Path | None = None) -> str:
    """Write the command that makes a training, into a folder or where it goes by default."""
    dataset = prepared.dataset
    start = prepared.start
    defaults = own_recipe(start, dataset.name, several=dataset.labels.ndim == 2, answers=dataset.answers)
    changed = [
        f"--set {name}={','.join(map(str, value)) if isinstance(value, tuple) else value}"
        for name, value in recipe.model_dump().items()
        if value != getattr(defaults, name)
    ]
    data = shlex.quote(prepared.dataset.origin or prepared.dataset.name)
    command = f"convscope train {data} --model {shlex.quote(start.spelling)} --seed {setup.seed}"
    if start.weights is not None:
        changed.append(f"--weights {shlex.quote(str(start.weights))}")
    for name in ("mean", "std"):
        value = getattr(start, name)
        if value is not None:
            changed.append(f"--{name} {value if isinstance(value, (int, float)) else ','.join(map(str, value))}")
    if setup.device != "auto":
        changed.append(f"--device {setup.device}")
    if setup.threads is not None:
        changed.append(f"--threads {setup.threads}")
    if setup.tune != "auto":
        changed.append(f"--tune {setup.tune}")
    if folder is not None:
        changed.append(f"--out {shlex.quote(str(folder))}")
    return " ".join([command, *changed])
