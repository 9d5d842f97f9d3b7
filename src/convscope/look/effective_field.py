"""The effective receptive field: how much each pixel of the exact one really moves a unit, measured.

Luo, Li, Urtasun and Zemel, Understanding the Effective Receptive Field in Deep Convolutional Neural Networks, NeurIPS
2016.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch

from convscope.draw import View, Views
from convscope.errors import ConvscopeError
from convscope.look.patches import bounds
from convscope.look.shown import in_colour, outlined
from convscope.look.units import asked, check_has_channels, units_first
from convscope.network.recording import Recording, record
from convscope.network.tap import until
from convscope.picture.workers import Progress

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.look.units import Place
    from convscope.model import Model
    from convscope.network import Layer
    from convscope.picture import Picture

MOST_UNITS = 16  # whose gradients are averaged: at even distances among the layer's
MOST_PICTURES = 64
MOST_OF_IT = 0.9545  # of the whole: what a normal distribution has within two standard deviations


def effective_field(
    model: Model, picture_HWC: Picture, *, layer: str, at: Place | None = None, data: Dataset | None = None,
    progress: Progress | None = None,
) -> Views:  # fmt: skip
    """Show how much a layer's units at one place are moved by each pixel: the gradient's mean magnitude.

    The mean is over input channels, over up to 16 units of the layer, and over this picture, or, with ``data``, over 64
    pictures of it. ``at`` is (row, column) on the layer's map, by default its middle. Outlined is the exact receptive
    field. Raises `UnknownName` for a layer there is not, and `ConvscopeError` for a place there is not, a layer that
    gives no map, or one that no gradient leads back from.
    """
    fitted = model.fit(picture_HWC)
    recorded = record(model.module, model.enter(fitted[None]), target=model.spelling, keep=True)
    found = recorded.network.last_of(layer)
    layer = found.name
    check_has_channels(found)
    output = recorded.outputs[found.index]
    sides = tuple(units_first(output, found).shape[2:])
    if len(sides) != 2:
        raise ConvscopeError(f"{layer} gives no map of rows and columns", fix="choose a layer that gives one")
    middle = (sides[0] // 2, sides[1] // 2)
    place = asked(found, output, unit=0, at=middle if at in (None, "map") else at).place
    assert place is not None
    pictures = fitted[None] if data is None else _spread(model, data)
    total = np.zeros(fitted.shape[:2])
    for number, one in enumerate(pictures):
        total += _moved(model, recorded, found, one, place)
        if progress is not None:
            progress(number + 1, len(pictures))
    if not total.any():
        raise ConvscopeError(
            f"no pixel moves the units of {layer} at {', '.join(map(str, place))}",
            fix="choose another place, or the layer before a ReLU",
        )
    return _drawn(total / len(pictures), found, place, fitted, len(pictures) if data is not None else 0)


def holding(field: npt.NDArray[np.float64], share: float = MOST_OF_IT) -> int:
    """Count the fewest pixels that hold a share of the whole.

    >>> holding(np.array([[6.0, 3.0], [1.0, 0.0]]), 0.9)
    2
    """
    falling = np.sort(field, axis=None)[::-1].cumsum()
    return int(np.searchsorted(falling, share * falling[-1] * (1 - 1e-12)) + 1)


def _spread(model: Model, data: Dataset) -> npt.NDArray[np.uint8]:
    """Take pictures at even distances."""
    if not len(data.pictures):
        raise ConvscopeError(f"{data.name} has no pictures", fix="give a data set that has some")
    chosen = np.unique(np.linspace(0, len(data.pictures) - 1, MOST_PICTURES).round().astype(int))
    return np.stack([model.fit(data.pictures[int(index)]) for index in chosen])


def _moved(
    model: Model, recorded: Recording, layer: Layer, fitted: Picture, place: tuple[int, ...]
) -> npt.NDArray[np.float64]:
    """Measure one picture: the mean magnitude of the gradient, over units and input channels."""
    images = model.enter(fitted[None]).requires_grad_()
    with torch.enable_grad():
        output = until(model.module, images, recorded.call(layer.name))
    if not output.requires_grad:
        raise ConvscopeError(
            f"nothing comes back from {layer.name}: its numbers do not follow the pixels smoothly",
            fix="choose an earlier layer",
        )
    here: tuple[Any, ...] = (0, slice(None), *place)
    column = units_first(output, layer)[here]
    units = np.unique(np.linspace(0, len(column) - 1, MOST_UNITS).round().astype(int))
    moved = np.zeros(fitted.shape[:2])
    for unit in units:
        (gradient,) = torch.autograd.grad(column[int(unit)], images, retain_graph=True, allow_unused=True)
        if gradient is not None:
            moved += gradient[0].abs().mean(0).double().cpu().numpy()
    return moved / len(units)


def _drawn(
    field: npt.NDArray[np.float64], layer: Layer, place: tuple[int, ...], fitted: Picture, pictures: int
) -> Views:
    where = f"{layer.name} at {', '.join(map(str, place))}"
    reach = layer.reach.fields
    known = reach is not None and len(reach) == 2 and layer.reach.whole is None
    whole = in_colour(fitted)
    exact = ""
    if known and reach is not None:
        box = bounds(layer, (place[0], place[1]))
        whole = outlined(whole, box)
        inside = [
            max(min(last, length - 1) - max(first, 0) + 1, 0)
            for (first, last), length in zip(box, fitted.shape, strict=False)
        ]
        exact = f" of the {inside[0] * inside[1]:,} in the exact field's hull"
    over = f"over {pictures} pictures" if pictures else "on this picture"
    few = holding(field)
    told = (
        f"How much each pixel moves {where}, as a share of the most, {over}: {MOST_OF_IT:.0%} lies in {few:,} "
        f"pixels{exact}."
    )
    outline = "Outlined: all pixels that can move it." if known else "Which pixels can move it is not known."
    return Views(
        (
            View(whole[None], "the picture", layer.name, outline, "picture", (), fitted),
            View(
                (field / field.max())[None],
                "effective field",
                layer.name,
                told,
                "unsigned",
                picture=fitted,
                limits=(0, 1),
            ),
        )
    )
