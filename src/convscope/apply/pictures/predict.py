"""The best classes of many pictures."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from convscope.apply.pictures.asked import Asked, asked_for
from convscope.apply.pictures.confidence import Calibration, calibrated, check_confidence, shares
from convscope.apply.pictures.heap import kept_heap
from convscope.apply.pictures.labelled import Labelled, of_run, validation_logits
from convscope.apply.pictures.passing import batch_for, passed
from convscope.apply.pictures.predicted import Predicted, Predictions
from convscope.apply.pictures.quick import Answer, answers_of, quickened
from convscope.data import load_dataset
from convscope.errors import ConvscopeError
from convscope.loading import is_run, load, load_shipped
from convscope.model import Model
from convscope.models.detectors import is_detector
from convscope.runs import open_run
from convscope.runtime import OnnxModel, load_onnx

MANY = 128  # pictures from which on it pays to make the network quick, which takes a second or two
Show = Callable[[object], None]


class Stopped(KeyboardInterrupt):
    """Ctrl-C on the way; ``found`` is what was said until then."""

    def __init__(self, found: Predictions, total: int) -> None:
        """Keep what there is."""
        self.found = found
        super().__init__(f"stopped after {len(found):,} of {total:,} pictures")


@dataclass(frozen=True)
class Predicting:
    """What is asked: the ``top`` best classes; nothing said below a ``confidence``, 0 … 1.

    The confidence is one after temperature scaling on the validation part of ``calibrate``, a data set or labelled
    folder whose labels are the network's classes; a run has its own. ``batch`` pictures go through at once.
    """

    top: int = 5
    confidence: float | None = None
    calibrate: str | None = None
    batch: int | None = None


def predict(
    model: Model | OnnxModel | str,
    pictures: str | Path | Sequence[str | Path],
    asked: Predicting | None = None,
    *,
    spelling: str | None = None,
    show: Show = lambda _: None,
    count: Callable[[int, int], None] = lambda done, total: None,
) -> Predictions:
    """Say what is on pictures: files, folders, patterns, or ``-`` for a list on standard input.

    In short::

        import convscope as cs
        for one in cs.predict("pretrained", "photos"):
            print(one.path, one.answer)

    Pictures are decoded while the network works, on as many threads as torch has; memory does not grow with their
    number. A file that cannot be read is told in its place and stops nothing. ``spelling`` is what a `Model` was loaded
    from, where that is a run. ``show`` is handed each `Predicted`, ``count`` how many are done and all of them. Raises
    `ConvscopeError` for a network whose answer is no class a picture, and where something must be said; `Stopped` at
    Ctrl-C.
    """
    begun = time.monotonic()
    asked = asked or Predicting()
    _check(asked)
    meant = asked_for(pictures)
    if isinstance(model, str):
        spelling = model
        model = load_shipped(model) if model.endswith(".onnx") else load(model)
    if isinstance(model, Model) and is_detector(model.module):
        raise ConvscopeError(f"{model.spelling} is a detector: it finds boxes, not a class", fix="convscope detect")
    several, labelled = model.several, _known(spelling, model, asked, show)
    with kept_heap(), _threads(model, len(meant.paths)) as answers:
        assert model.contract is not None
        device = model.device.type if isinstance(model, Model) else "cpu"
        batch = asked.batch or batch_for(model.contract, device)
        calibration = None
        if labelled is not None and asked.confidence is not None:
            names = model.classes
            logits, labels, told = validation_logits(labelled, names, model.fit, answers[0], batch=batch)
            calibration = calibrated(logits, labels, least=asked.confidence, told=told)
        notes = _notes(model, several)
        pass_ = _Pass(model, asked, meant, calibration, several, show)
        try:
            for made in passed(meant.paths, model.fit, answers, batch=batch):
                pass_.take(made.first, made.size, made.decoded, made.rows, made.faults)
                count(pass_.done, len(meant.paths))
        except KeyboardInterrupt:
            found = pass_.predictions(notes, time.monotonic() - begun)
            raise Stopped(found, len(meant.paths)) from None
    return pass_.predictions(notes, time.monotonic() - begun)


class _Pass:
    """What has come so far, in arrays of a fixed width."""

    def __init__(
        self,
        model: Model | OnnxModel,
        asked: Predicting,
        meant: Asked,
        calibration: Calibration | None,
        several: bool,
        show: Show,
    ) -> None:
        self._model, self._asked, self._meant, self._show = model, asked, meant, show
        self._calibration, self._several = calibration, several
        self._classes: npt.NDArray[np.int32] = np.zeros((0, 0), dtype=np.int32)
        self._shares: npt.NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)
        self._faults: dict[int, str] = {}
        self._names = model.classes
        self.done = 0

    def take(
        self, first: int, size: int, decoded: tuple[int, ...], rows: npt.NDArray[np.float32], faults: dict[int, str]
    ) -> None:
        """Keep the best classes of a batch."""
        self._faults.update(faults)
        if len(decoded):
            self._begin(rows)
            warm = self._calibration.temperature if self._calibration is not None else 1.0
            numbers = rows.astype(np.float64)
            all_shares = 1 / (1 + np.exp(-numbers)) if self._several else shares(numbers, warm)
            top = self._classes.shape[1]
            best = np.argsort(-rows, axis=1, kind="stable")[:, :top]
            self._classes[list(decoded)] = best
            self._shares[list(decoded)] = np.take_along_axis(all_shares, best, axis=1)
        self.done = first + size
        one = self.predictions((), 0.0)
        for number in range(first, first + size):
            self._show(one[number])

    def _begin(self, rows: npt.NDArray[np.float32]) -> None:
        if self._shares.size:
            return
        if rows.ndim != 2 or rows.shape[1] < 2:
            _refuse(self._model, rows.shape[1:])
        total, top = len(self._meant.paths), min(self._asked.top, rows.shape[1])
        self._names = self._names or tuple(f"class {number}" for number in range(rows.shape[1]))
        self._classes = np.full((total, top), -1, dtype=np.int32)
        self._shares = np.zeros((total, top), dtype=np.float32)

    def predictions(self, notes: tuple[str, ...], seconds: float) -> Predictions:
        """Give what there is."""
        meant, done = self._meant, self.done
        return Predictions(
            _spelled(self._model), meant.paths[:done] if done < len(meant.paths) else meant.paths, self._names,
            self._classes[:done], self._shares[:done], self._faults, self._calibration, meant.skipped, notes,
            seconds=seconds,
        )  # fmt: skip


def _check(asked: Predicting) -> None:
    for name, value in (("top", asked.top), ("batch", asked.batch)):
        if value is not None and value < 1:
            raise ConvscopeError(f"{name} = {value} came", fix="give at least 1")
    if asked.confidence is not None:
        check_confidence(asked.confidence)
    elif asked.calibrate is not None:
        raise ConvscopeError(
            "pictures to calibrate on came, and no confidence", fix="say below which nothing is said: --confidence 0.9"
        )


def _known(spelling: str | None, model: Model | OnnxModel, asked: Predicting, show: Show) -> Labelled | None:
    """Say on what a confidence is chosen."""
    if asked.confidence is None:
        return None
    if model.several:
        raise ConvscopeError(
            f"{spelling or _spelled(model)} says several labels a picture: one confidence does not speak for them",
            fix="leave it out; each class has a share of its own",
        )
    if asked.calibrate is not None:
        return Labelled(load_dataset(asked.calibrate, on_note=show))
    run = open_run(spelling) if spelling is not None and is_run(spelling) else None
    if run is None:
        raise ConvscopeError(
            "how sure this network may be taken to be is not known",
            fix="name labelled pictures with --calibrate DATA; their validation part is used. A run has its own",
        )
    return of_run(run, on_note=show)


@contextmanager
def _threads(model: Model | OnnxModel, pictures: int) -> Iterator[list[Answer]]:
    """Give an answering function a thread: each on one core, where there are pictures enough to share."""
    many = max(1, min(torch.get_num_threads(), pictures))
    if isinstance(model, OnnxModel):
        session = load_onnx(model.path, threads=1 if many > 1 else torch.get_num_threads()).session
        yield [replace(model, session=session).scores] * many
        return
    quick = quickened(model) if pictures >= MANY else None
    with answers_of(model, module=quick, many=many) as answers:
        yield answers


def _notes(model: Model | OnnxModel, several: bool) -> tuple[str, ...]:
    notes = []
    if isinstance(model, Model) and not model.trained:
        notes.append("the weights are random: nothing was learnt")
    if several:
        notes.append("a picture may have several labels: each class has a share of its own")
    return tuple(notes)


def _refuse(model: Model | OnnxModel, shape: tuple[int, ...]) -> None:
    if len(shape) == 3:
        raise ConvscopeError(
            f"{_spelled(model)} answers every pixel, not a picture", fix="convscope segment, or convscope look"
        )
    told = "one number" if shape == (1,) else f"{'×'.join(map(str, shape))} numbers"
    raise ConvscopeError(f"{_spelled(model)} answers with {told} a picture, not with classes")


def _spelled(model: Model | OnnxModel) -> str:
    return model.spelling if isinstance(model, Model) else str(model.path)


__all__ = ["Predicted", "Predicting", "Stopped", "predict"]
