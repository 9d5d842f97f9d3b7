"""Write a run, so that whenever it is stopped, what is on disk is whole."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file as save_arrays
from safetensors.torch import save_file

from convscope.errors import BrokenRun, ConvscopeError, RunExists
from convscope.runs.record import Record
from convscope.runs.run import HISTORY, METRICS, PREDICTIONS, RECORD, WEIGHTS, Run

if TYPE_CHECKING:
    from torch import Tensor


class RunWriter:
    """The open run folder of a training under way."""

    def __init__(self, folder: Path, record: Record) -> None:
        self.folder = folder
        self.record = record
        self._board: Any = None

    def update(self, **changes: Any) -> None:
        """Change the record and write it."""
        self.record = self.record.model_copy(update=changes)
        text = self.record.model_dump_json(indent=2) + "\n"
        _atomically(self.folder / RECORD, lambda path: path.write_text(text, encoding="utf-8"))

    def log(self, metrics: Mapping[str, float]) -> None:
        """Add an epoch's line to ``metrics.jsonl`` and to the TensorBoard events."""
        with (self.folder / METRICS).open("a", encoding="utf-8") as file:
            file.write(json.dumps(dict(metrics)) + "\n")
        for name, value in metrics.items():
            if name != "epoch":
                self._events().add_scalar(name, value, int(metrics["epoch"]))

    def save_weights(self, weights: Mapping[str, Tensor]) -> None:
        """Keep the best weights so far."""
        _atomically(self.folder / WEIGHTS, lambda path: save_file(_plain(weights), path))

    def save_history(self, epoch: int, weights: Mapping[str, Tensor]) -> None:
        """Keep the weights as they were after an epoch (0: before the first)."""
        (self.folder / HISTORY).mkdir(exist_ok=True)
        path = self.folder / HISTORY / f"epoch-{epoch:04d}.safetensors"
        _atomically(path, lambda path: save_file(_plain(weights), path))

    def save_predictions(self, logits: npt.NDArray[np.float32], indices: npt.NDArray[np.int64]) -> None:
        """Keep what was answered on the test set."""
        arrays: dict[str, npt.NDArray[Any]] = {
            "logits": np.ascontiguousarray(logits),
            "indices": np.ascontiguousarray(indices),
        }
        _atomically(self.folder / PREDICTIONS, lambda path: save_arrays(arrays, path))

    def close(self) -> Run:
        """Finish the event file and hand the run over."""
        if self._board is not None:
            self._board.close()
            self._board = None
        return Run(self.folder)

    def _events(self) -> Any:
        if self._board is None:
            from torch.utils.tensorboard import SummaryWriter

            self._board = SummaryWriter(str(self.folder / "tensorboard"))
        return self._board


def refuse_occupied(folder: str | Path, *, overwrite: bool) -> None:
    """Raise `RunExists` where a run could not be made: in a folder of something else, or over a run, unasked.

    Only a folder that holds a run, or nothing, is ever written over; a ``run.json`` that does not read as ours is no
    run.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        if not _is_run(folder):
            raise RunExists(f"{folder} exists and is not a run", fix="choose another place with --out")
        if not overwrite:
            raise RunExists(f"{folder} already holds a run", fix="choose another place with --out, or say --overwrite")


def create_run(folder: str | Path, record: Record, *, overwrite: bool = False) -> RunWriter:
    """Make a run folder and write its record; `RunExists` where `refuse_occupied` says so."""
    folder = Path(folder)
    refuse_occupied(folder, overwrite=overwrite)
    try:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
    except OSError as error:  # a file where a parent folder should be, no permission, a full disk
        raise ConvscopeError(f"{folder} cannot be made: {error}", fix="choose another place with --out") from error
    writer = RunWriter(folder, record)
    writer.update()
    return writer


def _is_run(folder: Path) -> bool:
    try:
        _ = Run(folder).record
    except BrokenRun:
        return False
    return True


def _atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Write beside the file, then rename over it: a reader, or a crash, sees the old file or the new one."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _plain(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor.detach().cpu().contiguous().clone() for name, tensor in weights.items()}
