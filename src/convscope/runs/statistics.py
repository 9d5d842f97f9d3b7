"""Weights through training in figures: a row of numbers a tensor and epoch, in one file that stays small."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from safetensors import safe_open
from safetensors.numpy import save_file

from convscope.errors import UnknownName

if TYPE_CHECKING:
    from torch import Tensor

FIGURES = ("mean", "std", "min", "max", "norm", "q05", "q25", "q50", "q75", "q95")
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
MOST_EPOCHS = 128  # of a training of more, every other one is kept, or every fourth …
MOST_SORTED = 1 << 18  # numbers of a tensor that the quantiles are taken over; of more, evenly many
MOST_BYTES = 4_000_000  # of weights kept whole at one moment


@dataclass(frozen=True)
class Statistics:
    """``values`` is (epochs, tensors, figures) float32, by the order of ``epochs``, ``names`` and `FIGURES`.

    Epoch 0 is before training. ``std`` is over the tensor's own numbers (divided by n), ``norm`` the Euclidean one;
    the quantiles are those of the numbers, of large tensors of 262,144 evenly chosen ones.
    """

    epochs: tuple[int, ...]
    names: tuple[str, ...]
    values: npt.NDArray[np.float32]

    def of(self, name: str, figure: str) -> npt.NDArray[np.float32]:
        """Give one figure of one tensor, a number an epoch; `UnknownName` for another tensor or figure."""
        for kind, word, known in (("tensor", name, self.names), ("figure", figure, FIGURES)):
            if word not in known:
                raise UnknownName(kind, word, list(known))
        column: npt.NDArray[np.float32] = self.values[:, self.names.index(name), FIGURES.index(figure)]
        return column

    def until(self, epoch: int) -> Statistics:
        """Leave out what comes after an epoch."""
        kept = [number for number, one in enumerate(self.epochs) if one <= epoch]
        return Statistics(tuple(self.epochs[number] for number in kept), self.names, self.values[kept])

    def followed_by(self, epoch: int, weights: Mapping[str, Tensor]) -> Statistics:
        """Add an epoch; what is there of it and of later ones is replaced."""
        before = self.until(epoch - 1)
        names, row = measured(weights)
        if names != before.names:
            before = Statistics((), names, np.zeros((0, *row.shape), np.float32))
        return Statistics((*before.epochs, epoch), names, np.concatenate([before.values, row[None]]))

    def save(self, path: Path) -> None:
        """Write them as safetensors: the names stand in the header."""
        arrays: dict[str, npt.NDArray[Any]] = {
            "epochs": np.asarray(self.epochs, np.int64),
            "values": np.ascontiguousarray(self.values),
        }
        metadata = {"names": json.dumps(self.names)}  # one key: several would come in any order
        save_file(arrays, path, metadata)


NONE_YET = Statistics((), (), np.zeros((0, 0, len(FIGURES)), np.float32))


def load_statistics(path: Path) -> Statistics:
    """Read what was written; what safetensors raises where the file is missing or not whole."""
    with safe_open(path, framework="np") as file:
        names = tuple(json.loads((file.metadata() or {}).get("names", "[]")))
        return Statistics(tuple(map(int, file.get_tensor("epochs"))), names, file.get_tensor("values"))


def measured(weights: Mapping[str, Tensor]) -> tuple[tuple[str, ...], npt.NDArray[np.float32]]:
    """Measure every tensor of real numbers: the names, and (tensors, figures).

    >>> names, row = measured({"weight": torch.tensor([3.0, -4.0]), "count": torch.tensor(7)})
    >>> names, dict(zip(FIGURES, row[0].tolist()))["norm"]
    (('weight',), 5.0)
    """
    real = {name: tensor for name, tensor in weights.items() if tensor.is_floating_point() and tensor.numel()}
    rows = [_figures(tensor.detach().cpu().float().reshape(-1)) for tensor in real.values()]
    return tuple(real), np.asarray(rows, np.float32).reshape(len(rows), len(FIGURES))


def is_kept(epoch: int, epochs: int) -> bool:
    """Whether a training of so many epochs keeps the figures of one: of long ones the first, the last and every n-th.

    >>> [epoch for epoch in range(301) if is_kept(epoch, 300)][-3:], is_kept(7, 30)
    ([294, 297, 300], True)
    """
    return epoch % max(1, -(-epochs // MOST_EPOCHS)) == 0 or epoch == epochs


def first_that_fit(weights: Mapping[str, Tensor], most: int = MOST_BYTES) -> dict[str, Tensor]:
    """Give the first tensors, in the network's order, that take at most so many bytes; of a small network all."""
    kept: dict[str, Tensor] = {}
    for name, tensor in weights.items():
        most -= tensor.numel() * tensor.element_size()
        if most < 0:
            break
        kept[name] = tensor
    return kept


def _figures(numbers: Tensor) -> list[float]:
    count = numbers.numel()
    norm = float(torch.linalg.vector_norm(numbers, dtype=torch.float64))
    mean = float(numbers.mean(dtype=torch.float64))
    # about the mean: from norm and mean alone, equal numbers would have a trace of rounding as their deviation
    deviation = float(torch.linalg.vector_norm(numbers - mean, dtype=torch.float64)) / count**0.5
    some = numbers[:: -(-count // MOST_SORTED)].sort().values
    places = np.asarray(QUANTILES) * (len(some) - 1)
    quantiles = np.interp(places, np.arange(len(some)), some.numpy()).tolist()
    return [mean, deviation, float(numbers.min()), float(numbers.max()), norm, *quantiles]
