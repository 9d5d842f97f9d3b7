"""A run that is on disk."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError
from safetensors import SafetensorError
from safetensors.numpy import load_file as load_arrays
from safetensors.torch import load_file

from convscope.errors import BrokenRun, ConvscopeError
from convscope.runs.checkpoint import load_checkpoint
from convscope.runs.lock import is_locked
from convscope.runs.record import Record
from convscope.runs.statistics import NONE_YET, Statistics, load_statistics

if TYPE_CHECKING:
    from torch import Tensor

RECORD, METRICS, WEIGHTS, PREDICTIONS = "run.json", "metrics.jsonl", "weights.safetensors", "predictions.safetensors"
CHECKPOINT, LAST = "checkpoint.safetensors", "last.safetensors"
HISTORY = "history"
STATISTICS = f"{HISTORY}/statistics.safetensors"
T = TypeVar("T")


@dataclass(frozen=True)
class Run:
    """A run folder: read what happened, the best weights, and what was answered on the test set."""

    folder: Path

    @cached_property
    def record(self) -> Record:
        """What ``run.json`` says."""
        try:
            return Record.model_validate_json((self.folder / RECORD).read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError) as error:
            raise BrokenRun(
                f"{self.folder} is not a run: it has no {RECORD}", fix="train one with convscope train"
            ) from error
        except ValidationError as error:
            first = error.errors()[0]
            where = "".join(f"{part}: " for part in first["loc"])
            raise BrokenRun(f"{self.folder / RECORD} is not whole: {where}{first['msg']}") from error
        except (OSError, UnicodeDecodeError) as error:
            raise BrokenRun(f"{self.folder / RECORD} is not whole: {error}") from error

    @cached_property
    def metrics(self) -> tuple[dict[str, Any], ...]:
        """One dictionary an epoch: ``epoch``, losses, accuracies, ``images_per_second``."""
        path = self.folder / METRICS
        if not path.exists() and self.record.epochs == 0:
            return ()  # it stopped before its first epoch ended
        try:
            text = path.read_text(encoding="utf-8")
            whole = text[: text.rfind("\n") + 1]  # a process that was killed may have left the last line short
            lines = tuple(json.loads(line) for line in whole.splitlines() if line)
        except FileNotFoundError as error:
            raise BrokenRun(f"{self.folder} has no {METRICS}", fix="train it again") from error
        except (OSError, ValueError) as error:
            raise BrokenRun(f"{path} is not whole: {error}") from error
        if len(lines) < self.record.epochs:
            raise BrokenRun(f"{path} is not whole: it has {len(lines)} of {self.record.epochs} epochs")
        return lines

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: the folder and the record."""
        return {"folder": str(self.folder), **self.record.model_dump(mode="json")}

    def weights(self) -> dict[str, Tensor]:
        """Return the best weights by validation accuracy."""
        return self._load(WEIGHTS, load_file)

    def last_weights(self) -> dict[str, Tensor]:
        """Return the weights as they were when training ended."""
        if not (self.folder / LAST).exists() and self.resumable:
            module: dict[str, Tensor] = self.checkpoint()["module"]
            return module
        return self._load(LAST, load_file)

    def checkpoint(self) -> dict[str, Any]:
        """Return all that a training that was stopped needs to go on."""
        return load_checkpoint(self.folder / CHECKPOINT)

    @property
    def state(self) -> str:
        """What its record says; *cut off* where that is *running*, and no process writes any more, as after a kill."""
        gone = self.record.status == "running" and not is_locked(self.folder)
        return "cut off" if gone else self.record.status

    @property
    def several(self) -> bool:
        """Whether a picture may have several labels, each a yes or no of its own."""
        return any("average_precision" in name for line in (self.record.results, *self.metrics) for name in line)

    @property
    def resumable(self) -> bool:
        """Whether it was stopped and can go on."""
        return self.record.status != "done" and (self.folder / CHECKPOINT).is_file()

    def history(self) -> dict[int, dict[str, Tensor]]:
        """Return the weights kept on the way, by epoch; 0 is before training. Of a large network the first layers'."""
        return {epoch: self._load(f"{HISTORY}/{file.name}", load_file) for epoch, file in self.moments().items()}

    def moments(self) -> dict[int, Path]:
        """Return the files of `history` by their epochs, in their order."""
        files = sorted((self.folder / HISTORY).glob("epoch-*.safetensors"))
        return {int(file.stem.partition("-")[2]): file for file in files}

    def moment(self, epoch: int) -> dict[str, Tensor]:
        """Return the weights that were kept after one epoch; `BrokenRun` where none were."""
        return self._load(f"{HISTORY}/{self.moments().get(epoch, Path(f'epoch {epoch}')).name}", load_file)

    def statistics(self) -> Statistics:
        """Return figures of every weight through training; of a run of an older version, those of its history."""
        if (self.folder / STATISTICS).exists():
            return self._load(STATISTICS, load_statistics).until(self.record.epochs)
        kept = NONE_YET
        for epoch, weights in self.history().items():
            kept = kept.followed_by(epoch, weights)
        return kept

    def predictions(self) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """Return the logits (N, classes) answered on the test set, and the indices of its pictures in the data set."""
        arrays = self._answers()
        if "boxes" in arrays:
            raise ConvscopeError(f"{self.folder} answers with boxes", fix="run.boxes() has them")
        if "logits" not in arrays:
            raise ConvscopeError(
                f"{self.folder} answers every pixel: there are no answers to pictures", fix="run.labelled() has them"
            )
        return arrays["logits"], arrays["indices"]

    def labelled(self) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return what a network that answers pixels said of the test set.

        That are class numbers, (N, height, width); the pixels by what they are (rows) and were answered (columns); the
        indices of the pictures in the data set.
        """
        arrays = self._answers()
        if "labels" not in arrays:
            raise ConvscopeError(f"{self.folder} answers pictures, not their pixels", fix="run.predictions() has them")
        return arrays["labels"], arrays["confusion"], arrays["indices"]

    def boxes(self) -> dict[str, npt.NDArray[Any]]:
        """Return what a detector found on the test set.

        ``boxes`` (K, 4), left, top, right, bottom in the picture's pixels, ``scores`` (K,), ``classes`` (K,) and
        ``pictures`` (K,), numbers in the data set; ``each_50`` and ``each`` (classes,) are each class's average
        precision at an IoU of 0.5 and over 0.5 … 0.95, nan where it does not occur; ``indices`` are the test pictures.
        """
        arrays = self._answers()
        if "boxes" not in arrays:
            raise ConvscopeError(
                f"{self.folder} is no detector's: it has no boxes", fix="run.predictions() has answers"
            )
        return arrays

    def _answers(self) -> dict[str, npt.NDArray[Any]]:
        if not (self.folder / PREDICTIONS).exists():
            raise BrokenRun(f"{self.folder} has no test answers: its training did not finish")
        return self._load(PREDICTIONS, load_arrays)

    def _load(self, name: str, load: Callable[[Path], T]) -> T:
        path = self.folder / name
        try:
            return load(path)
        except FileNotFoundError as error:
            raise BrokenRun(
                f"{self.folder} has no {name}", fix="it stopped before its first epoch; train it again"
            ) from error
        except (SafetensorError, OSError, ValueError) as error:
            raise BrokenRun(f"{path} is not whole: {error}") from error


def open_run(folder: str | Path) -> Run:
    """Open a run folder; `BrokenRun` where it is not one."""
    run = Run(Path(folder))
    _ = run.record
    return run
