"""What is settled before a scene is segmented: names of files, of classes, room on the disk, what is to be said."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from convscope.apply.scenes.arranging import Arranged
from convscope.apply.scenes.asked import Scene
from convscope.apply.scenes.extra import require
from convscope.apply.scenes.finishing import Wanted
from convscope.apply.scenes.job import folder_of
from convscope.apply.scenes.meaning import Meaning
from convscope.apply.scenes.place import ground
from convscope.apply.scenes.polygons import driver_of
from convscope.apply.scenes.sieving import least_pixels
from convscope.apply.scenes.words import WORDS
from convscope.errors import CannotWrite, ConvscopeError
from convscope.model import Model
from convscope.saying import Said

APART = 1.1  # how much ground sampling distances may differ without a word


@dataclass(frozen=True)
class Segmenting:
    """What is asked beyond the labels; what is None follows from the network, the scene and this machine's memory.

    ``tile`` is a tile's side in pixels; ``bands`` count from 1, in the order of training; ``values`` are the numbers
    that were black and white there. ``probabilities`` and ``polygons`` are further files; ``minimum_area`` as in
    ``900`` (square metres), ``0.5ha`` or ``12px``. ``workers`` are processes. ``ray`` is the address of a
    Ray cluster that does the work, or *local*. ``overwrite`` replaces a file.
    """

    tile: int | None = None
    bands: tuple[int, ...] | None = None
    values: tuple[float, float] | None = None
    probabilities: str | Path | None = None
    polygons: str | Path | None = None
    minimum_area: str | None = None
    workers: int = 1
    overwrite: bool = False
    ray: str | None = None


def wanted_of(out: Path, asked: Segmenting) -> Wanted:
    """Check the files' names before the work."""
    probabilities = None if asked.probabilities is None else Path(asked.probabilities)
    polygons = None if asked.polygons is None else Path(asked.polygons)
    for path in (out, probabilities):
        if path is not None and path.suffix.lower() not in (".tif", ".tiff"):
            raise ConvscopeError(f"labels and probabilities cannot be saved as {path.name}", fix="end it in .tif")
    if polygons is not None:
        require("pyogrio")
        driver_of(polygons)
    if asked.workers < 1:
        raise ConvscopeError(f"--workers {asked.workers} came", fix="give at least 1")
    files = [path for path in (out, probabilities, polygons) if path is not None]
    if len({path.resolve() for path in files}) < len(files):
        raise ConvscopeError("two results came with one name", fix="give each its own")
    for path in files:
        if path.exists() and not asked.overwrite and not folder_of(out).exists():
            raise CannotWrite(f"{path} is there already", fix="add --overwrite, or name another")
    return Wanted(out, probabilities, polygons, 1)


def least_of(asked: Segmenting, scene: Scene) -> int:
    """Give the pixels of the smallest patch that is kept."""
    if asked.minimum_area is None:
        return 1
    return least_pixels(asked.minimum_area, scene.place, scene.height, scene.width)


def names_of(model: Model, meaning: Meaning) -> tuple[str, ...]:
    """Give the classes' names, or numbers in their place; `ConvscopeError` where they are too few or too many."""
    if len(model.classes) == meaning.classes:
        return model.classes
    if model.classes:
        raise ConvscopeError(
            f"{len(model.classes)} class names came, {model.spelling} answers with {meaning.classes} classes",
            fix="give one a class",
        )
    return tuple(f"class {label}" for label in range(meaning.classes))


def notes_of(model: Model, scene: Scene) -> Iterator[Said]:
    """Tell what is unusual about the scene, or about it with this network."""
    if not model.trained:
        yield WORDS.say("random_weights")
    yield from scene.notes
    trained = model.contract.ground
    if trained is not None:
        here = ground(scene.place, scene.height, scene.width)
        if here is None:
            yield WORDS.say("ground_unknown", trained=trained)
        elif not 1 / APART <= here / trained <= APART:
            yield WORDS.say("ground_differs", here=here, trained=trained)


def metadata_of(model: Model, names: tuple[str, ...], arranged: Arranged) -> tuple[tuple[str, str], ...]:
    """Give what the file says of itself."""
    told = {"convscope_model": model.spelling, "convscope_plan": str(arranged.way)}
    return (*told.items(), *((f"class_{label}", name) for label, name in enumerate(names)))


def facts_of(model: Model, scene: Scene, wanted: Wanted) -> dict[str, Any]:
    """Gather all that the bytes of the canvases depend on, but for how the scene is cut and the number of threads.

    These two are as the work was begun with, whatever memory is free today: sums are in their order.
    """
    digest = hashlib.sha256()
    for name, tensor in sorted(model.module.state_dict().items()):
        digest.update(name.encode() + str(tuple(tensor.shape)).encode())
        digest.update(tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
    return {
        "version": 1, "torch": torch.__version__, "device": model.device.type, "weights": digest.hexdigest(),
        "network": model.spelling, "contract": model.contract.as_dict(), "scene": scene.stamp(),
        "probabilities": wanted.probabilities is not None,
    }  # fmt: skip


def room_of(wanted: Wanted, scene: Scene, meaning: Meaning) -> None:
    """Refuse at once what the disk has no room for: a byte or more a pixel, before anything is compressed."""
    folder = next(folder for folder in wanted.labels.resolve().parents if folder.is_dir())
    a_pixel = (1 if meaning.nodata == 255 else 2) + (0 if wanted.probabilities is None else meaning.classes)
    needed, free = a_pixel * scene.height * scene.width, shutil.disk_usage(folder).free
    there = sum(path.stat().st_blocks * 512 for path in folder_of(wanted.labels).glob("*.raw"))
    if needed - there > free:
        raise CannotWrite(
            f"the disk is full: {needed / 1e9:,.2f} GB are needed in {folder}, {free / 1e9:,.2f} GB are free",
            fix="make room, or write the labels elsewhere",
        )
