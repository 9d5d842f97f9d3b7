"""What a network makes of test pictures that are moved over their black canvas, pixel by pixel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

import numpy as np
import torch

from convscope.data import Dataset
from convscope.experiments.subjects import Small
from convscope.experiments.trials import Pixels
from convscope.loading import load
from convscope.runs import Run

BATCH = 256


@dataclass(frozen=True)
class Shifted:
    """By shift in pixels: accuracy, share of answers as for the picture unmoved, and how far the features went.

    The last is the mean of ‖f(moved) − f(unmoved)‖ / ‖f(unmoved)‖, f being what the classifier reads.
    """

    pixels: tuple[int, ...]
    accuracy: tuple[float, ...]
    kept: tuple[float, ...]
    change: tuple[float, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def moved(pixels_NHWC: Pixels, by: int) -> Pixels:
    """Move pictures to the right, black behind them; what goes over the edge is gone."""
    result = np.zeros_like(pixels_NHWC)
    result[:, :, by:] = pixels_NHWC[:, :, : pixels_NHWC.shape[2] - by]
    return result


def shifts_of(run: Run, dataset: Dataset, *, most: int) -> Shifted:
    """Test a run's network, a `Small`, on the test pictures moved by 0, 1, … ``most`` pixels."""
    model = load(str(run.folder))
    pixels, labels = dataset.fitted(model.contract)[dataset.test], torch.from_numpy(dataset.labels[dataset.test])
    network = cast(Small, model.module)
    accuracy, kept, change = [], [], []
    for by in range(most + 1):
        with torch.inference_mode():
            parts = np.array_split(moved(pixels, by), -(-len(pixels) // BATCH))
            features = torch.cat([network.features(model.enter(part)) for part in parts])
            answers = network.classify(features).argmax(1).cpu()
        if by == 0:
            first, answered = features, answers
        accuracy.append(float((answers == labels).float().mean()))
        kept.append(float((answers == answered).float().mean()))
        change.append(float(((features - first).norm(dim=1) / first.norm(dim=1)).mean()))
    return Shifted(tuple(range(most + 1)), tuple(accuracy), tuple(kept), tuple(change))


def averaged(found: Sequence[Shifted]) -> Shifted:
    """Average the curves of a network's seeds."""

    def over(curves: list[tuple[float, ...]]) -> tuple[float, ...]:
        return tuple(float(value) for value in np.mean(curves, axis=0))

    return Shifted(
        found[0].pixels,
        over([one.accuracy for one in found]),
        over([one.kept for one in found]),
        over([one.change for one in found]),
    )
