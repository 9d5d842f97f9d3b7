"""Write a run, so that whenever it is stopped, what is on disk is whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import save_file as save_arrays
from safetensors.torch import save_file

from convscope.errors import BrokenRun, ConvscopeError, RunExists
from convscope.runs.checkpoint import save_checkpoint
from convscope.runs.durable import BESIDE, append, atomically, sweep
from convscope.runs.lock import LOCK, FolderLock
from convscope.runs.record import Record
from convscope.runs.run import CHECKPOINT, HISTORY, LAST, METRICS, PREDICTIONS, RECORD, STATISTICS, WEIGHTS, Run
from convscope.runs.statistics import NONE_YET, first_that_fit, load_statistics

if TYPE_CHECKING:
    from torch import Tensor


class RunWriter:
    """The open run folder of a training under way; its lock is held until `close`."""

    def __init__(self, folder: Path, record: Record, lock: FolderLock) -> None:
        self.folder = folder
        self.record = record
        self._lock = lock
        self._first_epoch = 1  # the one whose metrics come next
        self._void = False  # whether TensorBoard has something of it and of later ones, which does not count
        self._board: Any = None

    def update(self, **changes: Any) -> None:
        """Change the record and write it."""
        self.record = self.record.model_copy(update=changes)
        text = self.record.model_dump_json(indent=2) + "\n"
        atomically(self.folder / RECORD, lambda path: path.write_text(text, encoding="utf-8"))

    def log(self, metrics: Mapping[str, float]) -> None:
        """Add an epoch's line to ``metrics.jsonl`` and to the TensorBoard events."""
        append(self.folder / METRICS, json.dumps(dict(metrics)))
        with suppress(OSError):  # the events can be made again from the lines above
            for name, value in metrics.items():
                if name != "epoch":
                    self._events().add_scalar(name, value, int(metrics["epoch"]))
            self._events().flush()

    def save_weights(self, weights: Mapping[str, Tensor]) -> None:
        """Keep the best weights so far."""
        atomically(self.folder / WEIGHTS, lambda path: save_file(_plain(weights), path))

    def save_last(self, weights: Mapping[str, Tensor]) -> None:
        """Keep the weights as they were when training ended."""
        atomically(self.folder / LAST, lambda path: save_file(_plain(weights), path))

    def save_checkpoint(self, state: dict[str, Any]) -> None:
        """Keep all that a training needs to go on from here; ``state["epoch"]`` is the epoch under way."""
        save_checkpoint(self.folder / CHECKPOINT, state)

    def drop_checkpoint(self) -> None:
        """Remove what only a training that goes on needs."""
        (self.folder / CHECKPOINT).unlink(missing_ok=True)

    def save_history(self, epoch: int, weights: Mapping[str, Tensor]) -> None:
        """Keep the weights as they were after an epoch (0: before the first); of a large network the first layers'."""
        (self.folder / HISTORY).mkdir(exist_ok=True)
        path = self.folder / HISTORY / f"epoch-{epoch:04d}.safetensors"
        kept = first_that_fit(weights)
        atomically(path, lambda path: save_file(_plain(kept), path))

    def save_statistics(self, epoch: int, weights: Mapping[str, Tensor]) -> None:
        """Keep figures of every weight as it was after an epoch; those of later ones go."""
        (self.folder / HISTORY).mkdir(exist_ok=True)
        path = self.folder / STATISTICS
        try:
            before = load_statistics(path) if epoch else NONE_YET
        except (OSError, SafetensorError, ValueError):  # it is missing or was spoilt: from here on
            before = NONE_YET
        after = before.followed_by(epoch, weights)
        atomically(path, after.save)

    def save_predictions(self, answers: Mapping[str, npt.NDArray[Any]], indices: npt.NDArray[np.int64]) -> None:
        """Keep what was answered on the test set: ``logits``, or ``labels`` of pixels and their ``confusion``."""
        arrays = {name: np.ascontiguousarray(array) for name, array in {**answers, "indices": indices}.items()}
        atomically(self.folder / PREDICTIONS, lambda path: save_arrays(arrays, path))

    def rewind(self, epochs: int) -> None:
        """Go back to after the first ``epochs`` epochs: those that follow come again."""
        _cut_metrics(self.folder / METRICS, epochs)
        self._close_board()
        self._first_epoch = epochs + 1
        self._void = True
        self.update(epochs=epochs)

    def close(self) -> Run:
        """Finish the event file, let go of the folder and hand the run over."""
        self._close_board()
        self._lock.release()
        return Run(self.folder)

    def _close_board(self) -> None:
        if self._board is not None:
            with suppress(OSError):
                self._board.close()
            self._board = None

    def _events(self) -> Any:
        if self._board is None:
            from torch.utils.tensorboard import SummaryWriter

            void_from = self._first_epoch if self._void else None
            self._board = SummaryWriter(str(self.folder / "tensorboard"), purge_step=void_from)
        return self._board


def refuse_occupied(folder: str | Path, *, overwrite: bool) -> None:
    """Raise `RunExists` where a run could not be made: in a folder of something else, or over a run, unasked.

    Only a folder that holds a run, or nothing, is ever written over; a ``run.json`` that does not read as ours is no
    run. What a process that was killed while it made a run left half-written is nothing.
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or _contents(folder)):
        if not is_run(folder):
            raise RunExists(f"{folder} exists and is not a run", fix="choose another place with --out")
        if not overwrite:
            raise RunExists(
                f"{folder} already holds a run",
                fix="choose another place with --out, or say --overwrite, or --resume to continue it",
            )


def create_run(folder: str | Path, record: Record, *, overwrite: bool = False) -> RunWriter:
    """Make a run folder, lock it and write its record; `RunExists` where `refuse_occupied` says so, or it is locked."""
    folder = Path(folder)
    refuse_occupied(folder, overwrite=overwrite)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FolderLock(folder)
    except OSError as error:  # a file where a parent folder should be, no permission, a full disk
        raise ConvscopeError(f"{folder} cannot be made: {error}", fix="choose another place with --out") from error
    try:
        refuse_occupied(folder, overwrite=overwrite)  # another process may have been quicker
        sweep(folder)
        for path in sorted(_contents(folder), key=lambda path: path.name == RECORD):  # a run to the last
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        writer = RunWriter(folder, record, lock)
        writer.update()
    except BaseException:
        lock.release()
        raise
    return writer


def continue_run(folder: str | Path) -> tuple[RunWriter, dict[str, Any]]:
    """Lock a run's folder and go back to its checkpoint, which is given, too; what is there of later epochs is removed.

    Raises `BrokenRun` where it is not a run or has no checkpoint, `RunExists` where another process writes into it.
    """
    folder = Path(folder)
    _ = Run(folder).record
    lock = FolderLock(folder)
    try:
        sweep(folder)
        record = Run(folder).record  # as it is now that nobody else writes
        state = Run(folder).checkpoint()
        record = record.model_copy(update={"status": "running", "reason": "", "resumed": record.resumed + 1})
        writer = RunWriter(folder, record, lock)
        writer.rewind(state["epoch"] - 1)
    except BaseException:
        lock.release()
        raise
    return writer, state


def is_run(folder: str | Path) -> bool:
    """Whether a folder holds a run."""
    try:
        _ = Run(Path(folder)).record
    except BrokenRun:
        return False
    return True


def _contents(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name != LOCK and not BESIDE.fullmatch(path.name)]


def _cut_metrics(path: Path, epochs: int) -> None:
    """Keep the lines of the first epochs; a line that a crash cut short, and all after it, go."""
    kept: list[str] = []
    if path.exists():
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                epoch = json.loads(line)["epoch"]
            except (ValueError, KeyError, TypeError):
                break
            if epoch > epochs:
                break
            kept.append(line)
    if len(kept) != epochs:
        raise BrokenRun(
            f"{path} has {len(kept)} of {epochs} epochs", fix="it was changed since; train it anew with --overwrite"
        )
    if kept or path.exists():
        atomically(path, lambda beside: beside.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8"))


def _plain(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor.detach().cpu().contiguous().clone() for name, tensor in weights.items()}
