"""Claim 25 shown: a LeNet-5 trained in the page on a few digits, its weights and biases after every epoch."""

from __future__ import annotations

import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from torch import Tensor

from convscope.experiments.trials import RECIPE, Trying, on_canvas, pixels_of, sample, with_pixels
from convscope.training import Setup, train

PICTURES, EPOCHS = 600, 10  # a few seconds on one core
SIDE = 32
_one = threading.Lock()


def learning() -> dict[str, Any]:
    """Train on scikit-learn's digits; give, for each epoch from 0, before training, on, what has become of it.

    Each has the first layer's ``kernels``, row by row, their ``biases``, how far each layer's weights and biases have
    gone from where they began, ‖w − w₀‖ / ‖w₀‖, and, from 1 on, the accuracies of what was learnt from and held out.
    """
    trying = Trying(pictures=PICTURES, setup=Setup(device="cpu"))
    data = sample(trying)
    data = with_pixels(data, on_canvas(pixels_of(data), SIDE))
    recipe = RECIPE.model_copy(update={"epochs": EPOCHS})
    with _one, TemporaryDirectory(prefix="convscope-") as folder:
        run = train(
            data, model="lenet5", out=Path(folder) / "run", recipe=recipe, setup=trying.setup, on_event=lambda _: None
        )
        history, metrics = run.history(), {row["epoch"]: row for row in run.metrics}
        tested = run.record.results["test_accuracy"]
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
    return {"moments": moments, "layers": layers, "side": 5, "tested": tested, "pictures": PICTURES}


def _gone(now: Tensor, before: Tensor) -> float:
    return float((now - before).norm() / before.norm())
