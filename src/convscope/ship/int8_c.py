"""A model as a folder of C in 8-bit integers: calibrated, proven against a reference, and told what it loses."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from convscope.errors import ConvscopeError, NotTheSame
from convscope.model import Model
from convscope.runtime.c import CModel, compiler, load_c
from convscope.ship.bundle import small
from convscope.ship.c99.folding import folded
from convscope.ship.c99.lowering import lowered
from convscope.ship.c99.program import Program
from convscope.ship.c99.proving import proven
from convscope.ship.c99.quantised.deciding import unable, weighted
from convscope.ship.c99.quantised.rewriting import Ranges, quantised
from convscope.ship.c99.ranges import found
from convscope.ship.c99.source import Source, identifier, source
from convscope.ship.c99.written import RELATIVE, into_place, write_folder
from convscope.ship.int8 import Int8Bundle
from convscope.ship.judging import MAX_DROP, Judged, Share, by_loss, parted, probes, share_of, within
from convscope.ship.latency import interleaved
from convscope.ship.multiplying import share_of_macs
from convscope.ship.progress import Progress

PROVEN_ON = 2  # pictures whose every number is compared
BESIDE_FLOAT = 0.02  # of the largest score: what rounding elsewhere may do where floats lie between integers


def c_int8(
    model: Model,
    folder: str | Path,
    *,
    calibration_NHWC: npt.NDArray[np.uint8],
    validation: Judged | None = None,
    test: Judged | None = None,
    max_drop: float = MAX_DROP,
) -> Int8Bundle:
    """Write a model as C99 on 8-bit integers into a folder: weights a scale a channel, maps by calibration.

    Pictures, ``max_drop`` and what is left in float are as in `convscope.ship.int8`. What has no kernel on integers
    runs in float between conversions. Every step on integers is run in C on two pictures and compared with numpy's
    answer to the last bit; the float C it is held against answers as PyTorch does. Raises `NotTheSame` where one is
    not so, and `ConvscopeError` as `convscope.ship.c` does; nothing is left then.
    """
    folder = Path(folder)
    compiler()
    ranges, validation = parted(calibration_NHWC, validation)
    progress = Progress("exporting", "compiling", "calibrating", "choosing", "testing", "proving", "timing")
    progress.begin("exporting")
    program = folded(lowered(model))
    progress.begin("compiling")
    with tempfile.TemporaryDirectory(prefix="convscope.int8.") as name:
        work = _Work(model, program, Path(name), progress)
        before = work.compiled(program)
        few = ranges[:16]
        expected = model.scores(few)
        _held_against(before.scores(few), expected)
        progress.begin("calibrating")
        work.ranges = found(program, model, ranges, work.folder)
        progress.begin("choosing")
        kept, decided, after = work.within(before, validation, probes(ranges), max_drop)
        progress.begin("testing")
        told = None if test is None else share_of(before, after, test)
        rewritten = quantised(program, work.ranges, kept)
        progress.begin("proving")
        compared = proven(rewritten, model, ranges[:PROVEN_ON], work.folder)
        made = source(rewritten, model, identifier(folder.name))
        beside = folder.with_name(f".{folder.name}.{os.getpid()}")
        beside.mkdir(parents=True)
        try:
            answers = after.scores(few)
            exact = compared == len(rewritten.steps)
            allowed = 0.0 if exact else BESIDE_FLOAT * max(1.0, float(np.abs(expected).max()))
            size = write_folder(made, beside, few, answers.reshape(len(few), -1), allowed, expected)
            one = np.ascontiguousarray(few[:1])
            progress.begin("timing")
            times = interleaved(lambda: before.scores(one), lambda: after.scores(one))
            into_place(beside, folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        plain = source(program, model, made.name)
    layers = weighted(program)
    integers = {program.steps[number].place.layer for number in layers if number not in kept}
    return Int8Bundle(
        folder, "c-int8", size, float(np.abs(answers - expected).max()), float("inf"), len(few), *times, 1,
        flash=made.flash, ram=made.ram, float_flash=plain.flash, float_ram=plain.ram, float_bytes=plain.flash,
        calibrated=len(ranges), left_in_float=_named(program, kept), quantised=len(layers) - len(kept),
        share_of_macs=share_of_macs(model, integers), max_drop=max_drop, decided=decided, told=told, proven=compared,
        without_kernel=unable(program),
    )  # fmt: skip


@dataclass(frozen=True)
class _Shaped:
    """C whose answers have their axes again."""

    runs: CModel
    shape: tuple[int, ...]

    def scores(self, pictures_NHWC: npt.NDArray[np.uint8], /) -> npt.NDArray[np.float32]:
        return self.runs.scores(pictures_NHWC).reshape(len(pictures_NHWC), *self.shape)


@dataclass
class _Work:
    """Compiles a network with other layers in float, again and again, in a folder that goes."""

    model: Model
    program: Program
    folder: Path
    progress: Progress
    ranges: Ranges | None = None

    def compiled(self, program: Program) -> _Shaped:
        made: Source = source(program, self.model, "tried", blob=True)
        (self.folder / "tried.c").write_text(made.c, encoding="utf-8")
        (self.folder / "tried.h").write_text(made.header, encoding="utf-8")
        runs = load_c(self.folder / "tried.c", "tried", made.answers, weights=made.weights)
        return _Shaped(runs, program.answer.shape[1:])

    def within(
        self, before: _Shaped, validation: Judged, few: npt.NDArray[np.uint8], max_drop: float
    ) -> tuple[tuple[int, ...], Share, _Shaped]:
        ranges, layers = self.ranges, weighted(self.program)
        assert ranges is not None

        def with_kept(kept: Sequence[int]) -> _Shaped:
            return self.compiled(quantised(self.program, ranges, kept))

        def tried(kept: Sequence[int]) -> tuple[Share, _Shaped]:
            after = with_kept(kept)
            return share_of(before, after, validation), after

        def alone(layer: int) -> _Shaped:
            return with_kept([other for other in layers if other != layer])

        return within(tried, lambda: by_loss(layers, alone, before.scores(few), few, self.progress.part), max_drop)


def _held_against(answers: npt.NDArray[np.float32], expected: npt.NDArray[np.float32]) -> None:
    if answers.shape != expected.shape:
        raise ConvscopeError(f"the C answers with {answers.shape} numbers, PyTorch with {expected.shape}")
    difference, allowed = float(np.abs(answers - expected).max()), RELATIVE * max(1.0, float(np.abs(expected).max()))
    if not difference <= allowed:
        raise NotTheSame(
            f"the C's answers in float differ from PyTorch's by {small(difference)}, more than {small(allowed)}",
            fix="nothing was written",
        )


def _named(program: Program, kept: Sequence[int]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(program.steps[number].place.layer or str(program.steps[number].place) for number in kept)
    )
