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
from convscope.ship.judging import MAX_DROP, Judged, Share, by_loss, parted, probes, share_of, within
from convscope.ship.latency import interleaved
from convscope.ship.multiplying import share_of_macs
from convscope.ship.onnx import onnx, random_pictures
from convscope.ship.progress import Progress, hearing
from convscope.ship.quantising import Quantiser, layer_of


@dataclass(frozen=True)
class Int8Bundle(Bundle):
    """A shipped int8 file. ``original`` is the float ONNX file's time, in the same turns.

    ``decided`` is what was lost on validation, by which layers were ``left_in_float``, ``told`` the loss on the test
    pictures (None where there are none); ``float_bytes`` the float file's size, ``calibrated`` on how many pictures;
    ``share_of_macs`` of the network's multiply-adds are done in integers (None where it cannot be traced); ``within``
    whether validation's loss is within ``max_drop``. Of C, ``float_flash`` and ``float_ram`` are the float C's,
    ``proven`` counts the steps that equal the reference to the last bit, ``without_kernel`` names what is in float as
    there is no kernel for it.
    """

    float_bytes: int = 0
    calibrated: int = 0
    left_in_float: tuple[str, ...] = ()
    quantised: int = 0
    share_of_macs: float | None = None
    max_drop: float = MAX_DROP
    decided: Share | None = None
    told: Share | None = None
    float_flash: int | None = None
    float_ram: int | None = None
    proven: int = 0
    without_kernel: tuple[str, ...] = ()

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

    ``calibration_NHWC`` are fitted pictures like those it will see; at most 256 are used for the ranges of maps, and to
    round weights so that answers move least. Where it loses
    more than ``max_drop`` points on ``validation``, the layers that lose most, each alone, on calibration pictures, are
    left in float, until it does not. ``test`` is looked at once, at the end, and decides nothing. Without
    ``validation`` the half of the calibration pictures that gave no ranges is used, and the float answer taken for
    right. Whether it is faster is measured here and is no reason to refuse it: elsewhere it may be otherwise.
    """
    path = Path(path)
    if path.suffix != ".onnx":
        raise ConvscopeError(f"{path} does not end in .onnx", fix=f"name it {path.with_suffix('.onnx')}")
    ranges, validation = parted(calibration_NHWC, validation)
    path.parent.mkdir(parents=True, exist_ok=True)
    threads = torch.get_num_threads()
    progress = Progress("exporting", "calibrating", "rounding", "choosing", "testing", "timing")
    beside = path.with_name(f".{path.stem}.{os.getpid()}.onnx")
    with tempfile.TemporaryDirectory(prefix="convscope.int8.") as folder:
        try:
            progress.begin("exporting")
            with hearing(None):
                plain = onnx(model, Path(folder) / "float.onnx", pictures_NHWC=ranges[:16])
            before = load_onnx(plain.path, threads=threads)
            quantiser = Quantiser(plain.path, Path(folder), before.entering, ranges, progress)
            progress.begin("choosing")
            kept, decided, after = _within(quantiser, before, beside, validation, ranges, max_drop)
            progress.begin("testing")
            told = None if test is None else share_of(before, after, test)
            one = random_pictures(model, 1)
            progress.begin("timing")
            float_ms, int8_ms = interleaved(lambda: before.answers(one), lambda: after.answers(one))
            difference = float(np.abs(after.scores(ranges[:16]) - before.scores(ranges[:16])).max())
            bundle = _bundle(path, beside, plain, difference, (float_ms, int8_ms), len(ranges))
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    done = {layer_of(quantiser.node(name)) for name in quantiser.weighted if name not in kept}
    return replace(
        bundle, left_in_float=tuple(dict.fromkeys(layer_of(quantiser.node(name)) for name in kept)),
        quantised=len(quantiser.weighted) - len(kept), share_of_macs=share_of_macs(model, done), max_drop=max_drop,
        decided=decided, told=told,
    )  # fmt: skip


def _within(
    quantiser: Quantiser, before: OnnxModel, beside: Path, validation: Judged, ranges: npt.NDArray[np.uint8],
    max_drop: float,
) -> tuple[tuple[str, ...], Share, OnnxModel]:  # fmt: skip
    """Write the file, more and more of its layers in float, until its loss is allowed; the fewest that were tried."""
    few = probes(ranges)

    def written(path: Path, kept: Sequence[str]) -> OnnxModel:
        quantiser.write(path, kept)
        return load_onnx(path, threads=torch.get_num_threads())

    def tried(kept: Sequence[str]) -> tuple[Share, OnnxModel]:
        after = written(beside, kept)
        return share_of(before, after, validation), after

    def alone(name: str) -> OnnxModel:
        return written(quantiser.folder / "alone.onnx", [other for other in quantiser.weighted if other != name])

    return within(
        tried, lambda: by_loss(quantiser.weighted, alone, before.scores(few), few, quantiser.progress.part), max_drop
    )


def _bundle(
    path: Path, written: Path, plain: Bundle, difference: float, times: tuple[Latency, Latency], calibrated: int
) -> Int8Bundle:
    return Int8Bundle(
        path, "int8", written.stat().st_size, difference, float("inf"), plain.compared, times[0], times[1],
        plain.threads, takes=plain.takes, one_size_because=plain.one_size_because, float_bytes=plain.bytes,
        calibrated=calibrated,
    )  # fmt: skip
