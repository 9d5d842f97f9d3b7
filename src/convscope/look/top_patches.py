"""The pictures of a data set that excite a layer's units most, each cut to the pixels that its unit can see."""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from convscope.draw import View
from convscope.errors import ConvscopeError
from convscope.look.patches import bounds, check_sees, cut
from convscope.look.shown import in_colour, outlined
from convscope.look.strongest import Strongest, find_strongest
from convscope.network import trace
from convscope.picture.workers import Progress

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.model import Model
    from convscope.network import Layer
    from convscope.picture import Picture

Tile = npt.NDArray[np.float64]  # (height, width, 3), 0 … 1
MOST_UNITS = 48
SIDE = 48  # pixels that a patch is drawn with, about
LINE = 1.0


def top_patches(
    model: Model, dataset: Dataset, layer: str, *, unit: int | None = None, count: int = 9,
    progress: Progress | None = None,
) -> View:  # fmt: skip
    """Show what excites each unit (channel) of a layer most: the strongest place of each of the best pictures.

    A patch is the unit's exact receptive field there. Without ``unit`` a tile is a unit, its patches from left to
    right and downwards; with it a tile is a patch, and below it stands its whole picture with the field outlined.
    Zeiler and Fergus 2014; `find_strongest` makes the pass over the data and keeps what it found.

    Raises `UnknownName` for a layer there is not, and `ConvscopeError` for a unit there is not, or a layer of which it
    is not known what a unit sees.
    """
    network = trace(model.module, model.contract.input_shape, target=model.spelling)
    found = network.last_of(layer)
    layer = found.name
    check_sees(found)
    best = find_strongest(model, dataset, layer, count=count, progress=progress)
    units = len(best.values)
    if unit is not None and not 0 <= unit < units:
        raise ConvscopeError(f"{layer} has no unit {unit}", fix=f"its units are 0 … {units - 1}")
    of = f"of {best.seen:,} pictures of {dataset.name}"
    if unit is not None:
        return _one_unit(model, dataset, found, best, unit)
    shown = min(units, MOST_UNITS)
    tiles = [_unit_tile(model, dataset, found, best, number) for number in range(shown)]
    captions = tuple(_span(number, best.values[number]) for number in range(shown))
    return View(
        np.stack(tiles),
        "top patches",
        layer,
        f"A tile a unit: what it can see where it is strongest, {of}, the strongest first; its activations above. "
        "Grey lies outside of the picture.",
        "picture",
        captions,
        hidden=units - shown,
    )


def _unit_tile(model: Model, dataset: Dataset, layer: Layer, best: Strongest, unit: int) -> Tile:
    """Lay a unit's patches out in a square."""
    patches = [_sized(patch) for patch in _patches(model, dataset, layer, best, unit)]
    height, width = patches[0].shape[:2]
    columns = ceil(sqrt(best.values.shape[1]))
    rows = ceil(best.values.shape[1] / columns)
    tile = np.full((rows * (height + 1) - 1, columns * (width + 1) - 1, 3), LINE)
    for number, patch in enumerate(patches):
        top, left = number // columns * (height + 1), number % columns * (width + 1)
        tile[top : top + height, left : left + width] = patch
    return tile


def _span(unit: int, values: npt.NDArray[np.float32]) -> str:
    if not values.any():
        return f"{unit}: never active"
    return f"{unit}: {values[0]:.3g} … {values[-1]:.3g}"


def _patches(model: Model, dataset: Dataset, layer: Layer, best: Strongest, unit: int) -> list[Tile]:
    return [
        cut(in_colour(_picture(model, dataset, index)), layer, (int(row), int(column)))
        for index, (row, column) in zip(best.pictures[unit], best.places[unit], strict=True)
    ]


def _one_unit(model: Model, dataset: Dataset, layer: Layer, best: Strongest, unit: int) -> View:
    """Show a unit's patches one by one, and below them their pictures."""
    whole = [_picture(model, dataset, index) for index in best.pictures[unit]]
    places = [(int(row), int(column)) for row, column in best.places[unit]]
    size = (max(SIDE * 4, whole[0].shape[0]), max(SIDE * 4, whole[0].shape[1]))
    patches = [_boxed(patch, size) for patch in _patches(model, dataset, layer, best, unit)]
    pictures = [
        _boxed(outlined(in_colour(picture), bounds(layer, place)), size)
        for picture, place in zip(whole, places, strict=True)
    ]
    captions = [f"{value:.3g}" for value in best.values[unit]]
    labels = [_label(dataset, int(index)) for index in best.pictures[unit]]
    return View(
        np.stack(patches + pictures),
        "top patches",
        f"{layer.name}, unit {unit}",
        f"What the unit can see where it is strongest, of {best.seen:,} pictures of {dataset.name}, its activation "
        "above; below, the whole pictures, each with its number and class. Grey lies outside of the picture.",
        "picture",
        (*captions, *labels),
        columns=len(patches),
    )


def _label(dataset: Dataset, index: int) -> str:
    label = dataset.labels[index]
    named = dataset.classes[int(label)] if np.ndim(label) == 0 else ", ".join(
        name for name, has in zip(dataset.classes, label, strict=True) if has
    )  # fmt: skip
    return f"{index}: {named}"


def _picture(model: Model, dataset: Dataset, index: Any) -> Picture:
    return model.fit(dataset.pictures[int(index)])


def _sized(patch: Tile) -> Tile:
    """Draw a small patch larger, by whole factors, and a large one smaller."""
    longest = max(patch.shape[:2])
    if longest > 2 * SIDE:
        share = 2 * SIDE / longest
        return _resized(patch, (max(1, round(patch.shape[0] * share)), max(1, round(patch.shape[1] * share))))
    scale = max(1, SIDE // longest)
    return patch.repeat(scale, axis=0).repeat(scale, axis=1)


def _boxed(tile: Tile, size: tuple[int, int]) -> Tile:
    """Fit a tile into a box, its shape kept, on white."""
    share = min(size[0] / tile.shape[0], size[1] / tile.shape[1])
    if share >= 1:
        scale = int(share)
        fitted = tile.repeat(scale, axis=0).repeat(scale, axis=1)
    else:
        fitted = _resized(tile, (max(1, int(tile.shape[0] * share)), max(1, int(tile.shape[1] * share))))
    box = np.full((*size, 3), LINE)
    top, left = (size[0] - fitted.shape[0]) // 2, (size[1] - fitted.shape[1]) // 2
    box[top : top + fitted.shape[0], left : left + fitted.shape[1]] = fitted
    return box


def _resized(tile: Tile, size: tuple[int, int]) -> Tile:
    image = Image.fromarray(np.rint(tile * 255).astype(np.uint8))
    return np.asarray(image.resize((size[1], size[0]), Image.Resampling.BILINEAR), dtype=np.float64) / 255
