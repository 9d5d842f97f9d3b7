"""A model as an ONNX file of 8-bit integers, calibrated on pictures, with what it costs in accuracy."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.runtime import OnnxModel, load_onnx
from convscope.ship.bundle import Bundle, Latency
from convscope.ship.latency import interleaved
from convscope.ship.onnx import onnx, random_pictures
from convscope.ship.quantising import Quantiser, layer_of

MAX_DROP = 0.5
IGNORED = 255  # a pixel's label that stands for none, in masks
CALIBRATED, TRIED, PROBED = 256, 2000, 32  # pictures at most: for ranges, for decisions, for finding layers


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


@dataclass(frozen=True)
class Int8Bundle(Bundle):
    """A shipped int8 file. ``original`` is the float ONNX file's time, in the same turns.

    ``decided`` is what was lost on validation, by which layers were ``left_in_float``, ``told`` the loss on the test
    pictures (None where there are none); ``float_bytes`` the float file's size, ``calibrated`` on how many pictures;
    ``within`` whether validation's loss is within ``max_drop``.
    """

    float_bytes: int = 0
    calibrated: int = 0
    left_in_float: tuple[str, ...] = ()
    quantised: int = 0
    max_drop: float = MAX_DROP
    decided: Share | None = None
    told: Share | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; an int8 file has no tolerance but ``max_drop``."""
        plain = {name: value for name, value in super().as_dict().items() if name != "tolerance"}
        return {**plain, "left_in_float": list(self.left_in_float), "within": self.within, "faster": self.faster}

    @property
    def within(self) -> bool:
        """Whether the loss on validation is within what was allowed."""
        return self.decided is None or self.decided.drop <= self.max_drop

    @property
    def faster(self) -> float:
        """The float file's median time over this one's, here."""
        return self.original.median / self.shipped.median


def int8(
    model: Model,
    path: str | Path,
    *,
    calibration_NHWC: npt.NDArray[np.uint8],
    validation: Judged | None = None,
    test: Judged | None = None,
    max_drop: float = MAX_DROP,
) -> Int8Bundle:
    """Write a model as static QDQ int8 ONNX: weights signed, a scale a channel; activations unsigned, by calibration.

    ``calibration_NHWC`` are fitted pictures like those it will see; at most 256 are used for the ranges. Where it loses
    more than ``max_drop`` points on ``validation``, the layers that lose most, each alone, on calibration pictures, are
    left in float, until it does not. ``test`` is looked at once, at the end, and decides nothing. Without
    ``validation`` the half of the calibration pictures that gave no ranges is used, and the float answer taken for
    right. Whether it is faster is measured here and is no reason to refuse it: elsewhere it may be otherwise.
    """
    path = Path(path)
    if path.suffix != ".onnx":
        raise ConvscopeError(f"{path} does not end in .onnx", fix=f"name it {path.with_suffix('.onnx')}")
    if len(calibration_NHWC) < 2:
        raise ConvscopeError(
            f"{len(calibration_NHWC)} calibration pictures came", fix="give some dozens, like those it will see"
        )
    if validation is None:
        validation = Judged(calibration_NHWC[1::2], None, "calibration pictures that gave no ranges")
        calibration_NHWC = calibration_NHWC[::2]
    ranges = Judged(calibration_NHWC).first(CALIBRATED).pictures_NHWC
    validation = validation.first(TRIED)
    path.parent.mkdir(parents=True, exist_ok=True)
    threads = torch.get_num_threads()
    beside = path.with_name(f".{path.stem}.{os.getpid()}.onnx")
    with tempfile.TemporaryDirectory(prefix="convscope.int8.") as folder:
        try:
            plain = onnx(model, Path(folder) / "float.onnx", pictures_NHWC=ranges[:16])
            before = load_onnx(plain.path, threads=threads)
            quantiser = Quantiser(plain.path, Path(folder), before.entering, ranges)
            kept, decided, after = _within(quantiser, before, beside, validation, ranges, max_drop)
            told = None if test is None else _share(before, after, test)
            one = random_pictures(model, 1)
            float_ms, int8_ms = interleaved(lambda: before.answers(one), lambda: after.answers(one))
            difference = float(np.abs(after.scores(ranges[:16]) - before.scores(ranges[:16])).max())
            bundle = _bundle(path, beside, plain, difference, (float_ms, int8_ms), len(ranges))
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    return replace(
        bundle, left_in_float=tuple(dict.fromkeys(layer_of(quantiser.node(name)) for name in kept)),
        quantised=len(quantiser.weighted) - len(kept), max_drop=max_drop, decided=decided, told=told,
    )  # fmt: skip


def _within(
    quantiser: Quantiser, before: OnnxModel, beside: Path, validation: Judged, ranges: npt.NDArray[np.uint8],
    max_drop: float,
) -> tuple[tuple[str, ...], Share, OnnxModel]:  # fmt: skip
    """Write the file, more and more of its layers in float, until its loss is allowed; the fewest that were tried."""

    def tried(kept: Sequence[str]) -> tuple[Share, OnnxModel]:
        quantiser.write(beside, kept)
        after = load_onnx(beside, threads=torch.get_num_threads())
        return _share(before, after, validation), after

    share, after = tried(())
    if share.drop <= max_drop:
        return (), share, after
    order = _by_loss(quantiser, before, ranges[:: max(1, len(ranges) // PROBED)][:PROBED])
    enough, too_few = len(order), 0
    count = 1
    while count < len(order):  # twice as many each time, then halving between
        share, after = tried(order[:count])
        if share.drop <= max_drop:
            enough = count
            break
        too_few, count = count, count * 2
    while enough - too_few > 1:
        middle = (enough + too_few) // 2
        share, after = tried(order[:middle])
        enough, too_few = (middle, too_few) if share.drop <= max_drop else (enough, middle)
    share, after = tried(order[:enough])
    return tuple(order[:enough]), share, after


def _by_loss(quantiser: Quantiser, before: OnnxModel, pictures_NHWC: npt.NDArray[np.uint8]) -> list[str]:
    """Sort the layers with weights by how far each one alone, in int8, moves the answers: the worst first."""
    expected = before.scores(pictures_NHWC)
    lost: dict[str, float] = {}
    alone = quantiser.folder / "alone.onnx"
    for name in quantiser.weighted:
        quantiser.write(alone, [other for other in quantiser.weighted if other != name])
        apart = load_onnx(alone, threads=torch.get_num_threads()).scores(pictures_NHWC) - expected
        lost[name] = float(np.square(apart, dtype=np.float64).mean())
    return sorted(lost, key=lambda name: -lost[name])


def _share(before: OnnxModel, after: OnnxModel, judged: Judged) -> Share:
    firsts, seconds = (_classes(model, judged.pictures_NHWC) for model in (before, after))
    if judged.labels is None:
        return Share(judged.measure, 1.0, float((firsts == seconds).mean()), len(firsts), judged.source)
    counted = judged.labels != IGNORED
    right = [float((given == judged.labels)[counted].mean()) for given in (firsts, seconds)]
    return Share(judged.measure, right[0], right[1], len(firsts), judged.source)


def _classes(model: OnnxModel, pictures_NHWC: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Give the class of highest score, of each picture or of each pixel."""
    parts = [model.scores(pictures_NHWC[start : start + 64]) for start in range(0, len(pictures_NHWC), 64)]
    return np.concatenate([part.argmax(1) for part in parts])


def _bundle(
    path: Path, written: Path, plain: Bundle, difference: float, times: tuple[Latency, Latency], calibrated: int
) -> Int8Bundle:
    return Int8Bundle(
        path, "int8", written.stat().st_size, difference, float("inf"), plain.compared, times[0], times[1],
        plain.threads, takes=plain.takes, one_size_because=plain.one_size_because, float_bytes=plain.bytes,
        calibrated=calibrated,
    )  # fmt: skip
