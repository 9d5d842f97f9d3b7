"""Claim 25 shown: a LeNet-5 trained from the page on digits, its weights and biases after every epoch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import Tensor

from convscope.lab.lessons.tries import Events, Subject
from convscope.runs import Run
from convscope.verbs.train import Train

EPOCHS = 10
NAME = "learning"


def learning() -> Subject:
    """Train by the command, as a reader would."""
    said = {"data": "digits", "model": "lenet5", "set": (f"epochs={EPOCHS}",)}
    return Subject(
        NAME, Train(**said), lambda folder: Train(**said, out=str(folder / "run")),  # type: ignore[arg-type]
        lambda folder, _: moments_of(Run(folder / "run")), _counted,
    )  # fmt: skip


def moments_of(run: Run) -> dict[str, Any]:
    """Give, for each epoch from 0, before training, on, what has become of the network.

    Each has the first layer's ``kernels``, row by row, their ``biases``, how far each layer's weights and biases have
    gone from where they began, ‖w − w₀‖ / ‖w₀‖, and, from 1 on, the accuracies of what was learnt from and held out.
    """
    history, metrics = run.history(), {row["epoch"]: row for row in run.metrics}
    start = history[0]
    layers = [name.removesuffix(".weight") for name in start if name.endswith(".weight")]
    moments = [
        {
            "epoch": epoch,
            "kernels": weights["conv1.weight"].flatten(1).double().tolist(),
            "biases": weights["conv1.bias"].double().tolist(),
            "gone": {
                kind: {layer: _gone(weights[f"{layer}.{kind}"], start[f"{layer}.{kind}"]) for layer in layers}
                for kind in ("weight", "bias")
            },
            "train": metrics[epoch]["train_accuracy"] if epoch in metrics else None,
            "held_out": metrics[epoch]["validation_accuracy"] if epoch in metrics else None,
        }
        for epoch, weights in sorted(history.items())
    ]
    record = run.record
    return {
        "moments": moments, "layers": layers, "side": 5, "tested": record.results["test_accuracy"],
        "pictures": record.pictures["train"],
    }  # fmt: skip


def _counted(events: Events) -> tuple[int, int] | None:
    step: Mapping[str, Any] | None = events.get("step")
    return None if step is None else (step["seen"], step["total"])


def _gone(now: Tensor, before: Tensor) -> float:
    return float((now - before).norm() / before.norm())
