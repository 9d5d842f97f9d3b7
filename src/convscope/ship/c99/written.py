"""A model as a folder of C: written beside, compiled, run, compared, and only then given its name."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from convscope.errors import ConvscopeError, NotTheSame
from convscope.model import Model
from convscope.runtime.c import FLAGS, WARNINGS, CModel, compiled, compiler, load_c
from convscope.ship.bundle import Bundle, small
from convscope.ship.c99.folding import folded
from convscope.ship.c99.lowering import lowered
from convscope.ship.c99.proof import chosen, data_header, makefile, test_program
from convscope.ship.c99.source import Source, identifier, source
from convscope.ship.latency import interleaved
from convscope.ship.progress import Progress

RELATIVE = 1e-4  # of the largest score
PICTURES = 16
MOST_PIXELS = 4_000_000  # that are compared when nothing else is said


def c(
    model: Model,
    folder: str | Path,
    *,
    pictures_NHWC: npt.NDArray[np.uint8] | None = None,
    relative: float = RELATIVE,
) -> Bundle:
    """Write a model as C99 into a folder, compile and run it beside PyTorch, and compare.

    There are then NAME.c and NAME.h, above a million weights NAME.bin, and test.c, test_data.h and a Makefile that
    repeat the comparison anywhere. ``pictures_NHWC`` are the fitted pictures both are fed; without them, up to 64 of
    random pixels. Nothing is left unless the largest difference between two scores is at most ``relative`` of the
    largest score: otherwise `NotTheSame` is raised. `ConvscopeError` names every operator that cannot be shipped.
    """
    folder = Path(folder)
    compiler()
    progress = Progress("exporting", "compiling", "comparing", "timing")
    progress.begin("exporting")
    made = source(folded(lowered(model)), model, identifier(folder.name))
    pictures = random_pictures(model) if pictures_NHWC is None else pictures_NHWC
    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    beside.mkdir(parents=True)
    try:
        bundle = _proved(model, made, beside, pictures, relative, folder, progress)
        into_place(beside, folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return bundle


def random_pictures(model: Model) -> npt.NDArray[np.uint8]:
    """Make pictures of random pixels, as many as are soon compared."""
    contract = model.contract
    shape = contract.height, contract.width, contract.channels
    count = max(2, min(PICTURES, MOST_PIXELS // int(np.prod(shape))))
    return np.random.default_rng(0).integers(0, 256, (count, *shape), dtype=np.uint8)


def _proved(
    model: Model, made: Source, folder: Path, pictures: npt.NDArray[np.uint8], relative: float, named: Path,
    progress: Progress,
) -> Bundle:  # fmt: skip
    progress.begin("compiling")
    shipped = _loaded(made, folder)
    progress.begin("comparing")
    expected = model.scores(pictures).reshape(len(pictures), -1)
    difference = float(np.abs(shipped.scores(pictures) - expected).max())
    tolerance = relative * max(float(np.abs(expected).max()), 1.0)
    if not difference <= tolerance:
        raise NotTheSame(
            f"the C's answers differ from PyTorch's by {small(difference)}, more than {small(tolerance)}",
            fix="nothing was written",
        )
    size = _with_test(made, folder, pictures, expected, tolerance, None)
    progress.begin("timing")
    one = np.ascontiguousarray(pictures[:1])
    original_ms, shipped_ms = interleaved(lambda: model.scores(one), lambda: shipped.scores(one))
    return Bundle(
        named, "c", size, difference, tolerance, len(pictures), original_ms, shipped_ms, torch.get_num_threads(),
        flash=made.flash, ram=made.ram,
    )  # fmt: skip


def write_folder(
    made: Source, folder: Path, pictures: npt.NDArray[np.uint8], answers: npt.NDArray[np.float32], allowed: float,
    float_answers: npt.NDArray[np.float32],
) -> int:  # fmt: skip
    """Write C in integers and the program that tests it: it must answer as it did here; give the bytes.

    How far it is from PyTorch's float answers is told by the program too. Raises `NotTheSame` where it already
    answers otherwise.
    """
    again = _loaded(made, folder).scores(pictures)
    if not np.abs(again - answers).max() <= allowed:
        raise NotTheSame("the C answers otherwise than when it was tried", fix="nothing was written")
    return _with_test(made, folder, pictures, answers, allowed, float_answers.reshape(len(pictures), -1))


def _loaded(made: Source, folder: Path) -> CModel:
    name = made.name
    (folder / f"{name}.c").write_text(made.c, encoding="utf-8")
    (folder / f"{name}.h").write_text(made.header, encoding="utf-8")
    if made.blob:
        made.weights.astype(made.weights.dtype.newbyteorder("<")).tofile(folder / f"{name}.bin")
    return load_c(folder / f"{name}.c", name, made.answers, weights=made.weights if made.blob else None)


def _with_test(
    made: Source, folder: Path, pictures: npt.NDArray[np.uint8], answers: npt.NDArray[np.float32], allowed: float,
    float_answers: npt.NDArray[np.float32] | None,
) -> int:  # fmt: skip
    """Write the test's files, run it, and give the bytes of what is shipped."""
    few = chosen(pictures)
    also = None if float_answers is None else float_answers[: len(few)]
    header = data_header(made, few, answers[: len(few)], allowed, float_scores=also)
    (folder / "test_data.h").write_text(header, encoding="utf-8")
    (folder / "test.c").write_text(test_program(made, beside_float=also is not None), encoding="utf-8")
    (folder / "Makefile").write_text(makefile(made), encoding="utf-8")
    _tested(folder, made.name)
    (folder / f"{made.name}.o").unlink()
    return sum(file.stat().st_size for file in folder.iterdir() if file.stem == made.name)


def _tested(folder: Path, name: str) -> None:
    """Compile and run the program that goes along, as its reader would."""
    program = compiled([folder / f"{name}.o", folder / "test.c"], folder / "test", *FLAGS, *WARNINGS)
    done = subprocess.run([str(program.resolve())], cwd=folder, capture_output=True, text=True, check=False)
    program.unlink()
    if done.returncode:
        raise NotTheSame(f"the test program says: {done.stdout.strip()}", fix="nothing was written")


def into_place(made: Path, folder: Path) -> None:
    """Move the files where they belong, over older ones of the same names; others in the folder stay."""
    if folder.exists() and not folder.is_dir():
        raise ConvscopeError(f"{folder} is a file, and C is shipped as a folder", fix="give another --out")
    folder.mkdir(parents=True, exist_ok=True)
    for file in made.iterdir():
        file.replace(folder / file.name)
