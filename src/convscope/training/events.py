"""What a training says while it goes on: first, of a user's own data, what was noted about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from convscope.data import Noted, say
from convscope.lint import Report
from convscope.runs import Run
from convscope.training.computation import Computation


@dataclass(frozen=True)
class Checked:
    """First: what the rules found in the network, of which no error, since that stops it."""

    report: Report


@dataclass(frozen=True)
class Started:
    """Before the first epoch."""

    folder: Path
    data: str
    model: str
    parameters: int
    pictures: dict[str, int]
    epochs: int
    device: str
    threads: int


@dataclass(frozen=True)
class Forecast:
    """After the beginning: with what steps are computed and why, and what that takes; None where it is not known.

    ``seconds`` are of all epochs, ``bytes`` of memory at most, ``available`` bytes that are free.
    """

    computation: Computation
    why: str
    seconds: float | None
    bytes: int | None
    available: int | None


@dataclass(frozen=True)
class Resumed:
    """In place of a beginning: after how many epochs and batches the run goes on, and what there is to say of it."""

    folder: Path
    epochs: int
    batches: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class OutOfMemory:
    """Memory ran out: from now on ``part`` of ``whole`` pictures go through the network at once; what that changes."""

    part: int
    whole: int
    changes: str


@dataclass(frozen=True)
class Step:
    """After a batch: pictures seen of all that the training will see."""

    epoch: int
    seen: int
    total: int
    images_per_second: float


@dataclass(frozen=True)
class Epoch:
    """After an epoch; ``best`` says whether its weights are the best so far on validation.

    ``average_precision`` is the mean one on validation, where a picture may have several labels, ``mean_iou`` that of
    the classes, where every pixel has one. Where boxes have one there is no accuracy, but ``map_50``, the mean average
    precision at an IoU of 0.5.
    """

    epoch: int
    epochs: int
    train_loss: float
    train_accuracy: float | None
    validation_loss: float
    validation_accuracy: float | None
    images_per_second: float
    seconds_left: float
    best: bool
    average_precision: float | None = None
    mean_iou: float | None = None
    map_50: float | None = None


@dataclass(frozen=True)
class Finished:
    """After the test set was read."""

    run: Run


@dataclass(frozen=True)
class HeadTrained:
    """The last layer has learnt from cached features; accuracy on validation, seconds with the features' own.

    ``fresh`` says whether it is a new one, for other classes than those of the weights; ``epochs`` are passes over the
    features.
    """

    layer: str
    fresh: bool
    epochs: int
    pictures: int
    validation_accuracy: float
    seconds: float


@dataclass(frozen=True)
class RateTried:
    """A step of ``total`` in search of a learning rate: the loss before it, and the rate it is taken with."""

    done: int
    total: int
    rate: float
    loss: float


Event = Noted | Checked | HeadTrained | Started | Forecast | Resumed | OutOfMemory | Step | Epoch | Finished | RateTried
Listener = Callable[[Event], None]


def say_notes(event: Event) -> None:
    """Say on stderr what was noted about the data, and nothing else: what is done where nobody listens."""
    if isinstance(event, Noted):
        say(event)
