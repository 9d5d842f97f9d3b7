"""The run folder in a worker that leaves writing to another: the same calls, and nothing on the disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from convscope.runs.record import Record
from convscope.runs.run import Run

if TYPE_CHECKING:
    from torch import Tensor


class SilentWriter:
    """Takes what a `RunWriter` takes, and keeps the record in memory alone; ``folder`` is where files are brought to.

    ``place`` is the run's own folder, which somebody else writes.
    """

    def __init__(self, folder: Path, record: Record, place: Path) -> None:
        self.folder, self.record, self._place = folder, record, place

    def update(self, **changes: Any) -> None:
        """Change the record."""
        self.record = self.record.model_copy(update=changes)

    def log(self, metrics: Mapping[str, float]) -> None:
        """Write nothing."""

    def save_weights(self, weights: Mapping[str, Tensor]) -> None:
        """Write nothing."""

    def save_last(self, weights: Mapping[str, Tensor]) -> None:
        """Write nothing."""

    def save_checkpoint(self, state: dict[str, Any]) -> None:
        """Write nothing."""

    def drop_checkpoint(self) -> None:
        """Remove nothing."""

    def save_history(self, epoch: int, weights: Mapping[str, Tensor]) -> None:
        """Write nothing."""

    def save_statistics(self, epoch: int, weights: Mapping[str, Tensor]) -> None:
        """Write nothing."""

    def save_predictions(self, answers: Mapping[str, npt.NDArray[Any]], indices: npt.NDArray[np.int64]) -> None:
        """Write nothing."""

    def rewind(self, epochs: int) -> None:
        """Go back to after the first epochs."""
        self.update(epochs=epochs)

    def close(self) -> Run:
        """Give the run, which its writer has made."""
        return Run(self._place)
