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
from convscope.runtime.c import FLAGS, WARNINGS, compiled, compiler, load_c
from convscope.ship.bundle import Bundle, small
from convscope.ship.c99.folding import folded
from convscope.ship.c99.lowering import lowered
from convscope.ship.c99.proof import chosen, data_header, makefile, test_program
from convscope.ship.c99.source import Source, identifier, source
from convscope.ship.latency import interleaved

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
    program = folded(lowered(model))
    made = source(program, model, identifier(folder.name))
    pictures = random_pictures(model) if pictures_NHWC is None else pictures_NHWC
    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    beside.mkdir(parents=True)
    try:
        bundle = _proved(model, made, beside, pictures, relative, folder)
        _into_place(beside, folder)
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
    model: Model, made: Source, folder: Path, pictures: npt.NDArray[np.uint8], relative: float, named: Path
) -> Bundle:
    name = made.name
    (folder / f"{name}.c").write_text(made.c, encoding="utf-8")
    (folder / f"{name}.h").write_text(made.header, encoding="utf-8")
    if made.blob:
        made.weights.astype("<f4").tofile(folder / f"{name}.bin")
    shipped = load_c(folder / f"{name}.c", name, made.answers, weights=made.weights if made.blob else None)
    expected = model.scores(pictures).reshape(len(pictures), -1)
    difference = float(np.abs(shipped.scores(pictures) - expected).max())
    tolerance = relative * max(float(np.abs(expected).max()), 1.0)
    if not difference <= tolerance:
        raise NotTheSame(
            f"the C's answers differ from PyTorch's by {small(difference)}, more than {small(tolerance)}",
            fix="nothing was written",
        )
    few = chosen(pictures)
    (folder / "test_data.h").write_text(data_header(made, few, expected[: len(few)], tolerance), encoding="utf-8")
    (folder / "test.c").write_text(test_program(made), encoding="utf-8")
    (folder / "Makefile").write_text(makefile(made), encoding="utf-8")
    _tested(folder, name)
    one = np.ascontiguousarray(pictures[:1])
    original_ms, shipped_ms = interleaved(lambda: model.scores(one), lambda: shipped.scores(one), calls=_calls(model))
    for ending in ("o", "so"):
        (folder / f"{name}.{ending}").unlink()
    return Bundle(
        named, "c", sum(file.stat().st_size for file in folder.iterdir() if file.stem == name), difference, tolerance,
        len(pictures), original_ms, shipped_ms, torch.get_num_threads(), flash=made.weights.size * 4, ram=made.ram,
    )  # fmt: skip


def _tested(folder: Path, name: str) -> None:
    """Compile and run the program that goes along, as its reader would."""
    program = compiled([folder / f"{name}.o", folder / "test.c"], folder / "test", *FLAGS, *WARNINGS)
    done = subprocess.run([str(program)], cwd=folder, capture_output=True, text=True, check=False)
    program.unlink()
    if done.returncode:
        raise NotTheSame(f"the test program says: {done.stdout.strip()}", fix="nothing was written")


def _calls(model: Model) -> int:
    """Time fewer calls of what takes long."""
    return 200 if np.prod(model.contract.input_shape) < 20_000 else 30


def _into_place(made: Path, folder: Path) -> None:
    """Move the files where they belong, over older ones of the same names; others in the folder stay."""
    if folder.exists() and not folder.is_dir():
        raise ConvscopeError(f"{folder} is a file, and C is shipped as a folder", fix="give another --out")
    folder.mkdir(parents=True, exist_ok=True)
    for file in made.iterdir():
        file.replace(folder / file.name)
