"""What rounding to 8 bits costs, in points, and which layers to leave in float until that is allowed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from convscope.errors import ConvscopeError

MAX_DROP = 0.5
IGNORED = 255  # a pixel's label that stands for none, in masks
CALIBRATED, TRIED, PROBED = 256, 2000, 32  # pictures at most: for ranges, for decisions, for finding layers

Layer = TypeVar("Layer")
Made = TypeVar("Made")
Scores = npt.NDArray[np.float32]


class Answering(Protocol):
    """What answers fitted pictures with scores (N, classes, …)."""

    def scores(self, pictures_NHWC: npt.NDArray[np.uint8], /) -> Scores:
        """Run pictures."""
        ...


@dataclass(frozen=True)
class Judged:
    """Fitted pictures, and what is right of each: a class, or one a pixel; None where the float answer is taken for it.

    ``source`` says where they come from.
    """

    pictures_NHWC: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int64] | None = None
    source: str = ""

    @property
    def measure(self) -> str:
        """What is measured on them."""
        return "agreement with float" if self.labels is None else "accuracy"

    def first(self, count: int) -> Judged:
        """Take an even choice of at most ``count`` of them."""
        if len(self.pictures_NHWC) <= count:
            return self
        chosen = np.linspace(0, len(self.pictures_NHWC) - 1, count).round().astype(int)
        return replace(
            self, pictures_NHWC=self.pictures_NHWC[chosen], labels=None if self.labels is None else self.labels[chosen]
        )


@dataclass(frozen=True)
class Share:
    """Shares of 1 of ``pictures`` that are right, before and after; of agreement, before is 1."""

    measure: str
    before: float
    after: float
    pictures: int
    source: str = ""

    @property
    def drop(self) -> float:
        """Points lost."""
        return (self.before - self.after) * 100


def parted(calibration_NHWC: npt.NDArray[np.uint8], validation: Judged | None) -> tuple[npt.NDArray[np.uint8], Judged]:
    """Give the pictures for ranges and those to decide on; without the latter, every second is taken for them."""
    if len(calibration_NHWC) < 2:
        raise ConvscopeError(
            f"{len(calibration_NHWC)} calibration pictures came", fix="give some dozens, like those it will see"
        )
    if validation is None:
        validation = Judged(calibration_NHWC[1::2], None, "calibration pictures that gave no ranges")
        calibration_NHWC = calibration_NHWC[::2]
    return Judged(calibration_NHWC).first(CALIBRATED).pictures_NHWC, validation.first(TRIED)


def probes(pictures_NHWC: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Take some of the pictures, to find the layers that lose most."""
    return pictures_NHWC[:: max(1, len(pictures_NHWC) // PROBED)][:PROBED]


def within(
    tried: Callable[[Sequence[Layer]], tuple[Share, Made]], order: Callable[[], Sequence[Layer]], max_drop: float
) -> tuple[tuple[Layer, ...], Share, Made]:
    """Leave more and more layers in float until the loss is allowed; the fewest that were tried.

    ``tried`` makes it with some left, ``order`` sorts the layers, the worst first, and is asked only where it must be.
    """
    share, after = tried(())
    if share.drop <= max_drop:
        return (), share, after
    worst = order()
    enough, too_few, count = len(worst), 0, 1
    while count < len(worst):  # twice as many each time, then halving between
        share, after = tried(worst[:count])
        if share.drop <= max_drop:
            enough = count
            break
        too_few, count = count, count * 2
    while enough - too_few > 1:
        middle = (enough + too_few) // 2
        share, after = tried(worst[:middle])
        enough, too_few = (middle, too_few) if share.drop <= max_drop else (enough, middle)
    share, after = tried(worst[:enough])
    return tuple(worst[:enough]), share, after


def by_loss(
    layers: Sequence[Layer], alone: Callable[[Layer], Answering], expected: Scores,
    pictures_NHWC: npt.NDArray[np.uint8], told: Callable[[int, int], None] = lambda done, total: None,
) -> list[Layer]:  # fmt: skip
    """Sort layers by how far each one ``alone`` in 8 bits moves the answers: the worst first.

    How many of them were tried is ``told``.
    """
    lost = []
    for number, layer in enumerate(layers):
        told(number, len(layers))
        lost.append(float(np.square(alone(layer).scores(pictures_NHWC) - expected, dtype=np.float64).mean()))
    return [layers[number] for number in np.argsort(-np.array(lost), kind="stable")]


def share_of(before: Answering, after: Answering, judged: Judged) -> Share:
    """Count what is right before and after."""
    firsts, seconds = (_classes(model, judged.pictures_NHWC) for model in (before, after))
    if judged.labels is None:
        return Share(judged.measure, 1.0, float((firsts == seconds).mean()), len(firsts), judged.source)
    counted = judged.labels != IGNORED
    right = [float((given == judged.labels)[counted].mean()) for given in (firsts, seconds)]
    return Share(judged.measure, right[0], right[1], len(firsts), judged.source)


def _classes(model: Answering, pictures_NHWC: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Give the class of highest score, of each picture or of each pixel."""
    parts = [model.scores(pictures_NHWC[start : start + 64]) for start in range(0, len(pictures_NHWC), 64)]
    return np.concatenate([part.argmax(1) for part in parts])
