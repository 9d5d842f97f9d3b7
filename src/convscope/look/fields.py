"""Which pixels of a picture the strongest unit of each layer comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from convscope.draw import View
from convscope.network import watch

if TYPE_CHECKING:
    from convscope.model import Model
    from convscope.network import Layer
    from convscope.picture import Picture

DIMMED = 0.25
OUTLINE = (0.12, 0.45, 0.85)
LEAST_SIDE = 256  # pixels of a tile, so that an outline of one or two is thin


def fields(model: Model, picture_HWC: Picture) -> View:
    """Show the receptive field of each layer's strongest unit on the picture: outside it, the picture is dimmed.

    One tile for each layer at which the field grows, up to the first that reads the whole picture. Fields are those of
    the trace, cut at the picture's border.
    """
    fitted = model.fit(picture_HWC)
    network, outputs = watch(model.module, model.enter(fitted[None]), target=model.spelling)
    shown = fitted[..., :1].repeat(3, axis=2) if fitted.shape[2] != 3 else fitted
    scale = max(1, LEAST_SIDE // max(shown.shape[:2]))
    large = np.kron(shown / 255.0, np.ones((scale, scale, 1)))
    tiles, captions = [], []
    seen: tuple[int, ...] = ()
    for layer, output in zip(network, outputs, strict=True):
        size = layer.receptive_field
        if size is None or len(size) != 2 or size == seen or layer.operator == "flatten":
            continue
        seen = size
        bounds = _bounds(layer, output[0].abs().cpu().numpy(), (fitted.shape[0], fitted.shape[1]))
        tiles.append(_marked(large, bounds, scale))
        captions.append(f"{layer.name}: {size[0]}×{size[1]}")
        if all(first == 0 and last == length - 1 for (first, last), length in zip(bounds, fitted.shape, strict=False)):
            break
    return View(
        np.stack(tiles) if tiles else large[None],
        "receptive fields",
        "",
        "Outlined: the pixels that the strongest unit of each layer can depend on. The rest, dimmed, cannot change it.",
        "picture",
        tuple(captions),
        fitted,
    )


def _bounds(layer: Layer, strength: npt.NDArray[Any], picture: tuple[int, int]) -> list[tuple[int, int]]:
    """First and last row, first and last column that the strongest unit reads, inside the picture."""
    fields = layer.reach.whole or layer.reach.fields or ()
    place = [0, 0]
    if layer.reach.whole is None:
        place = [int(index) for index in np.unravel_index(int(strength.argmax()), strength.shape)[-2:]]
    spans = [field.at(unit) for field, unit in zip(fields, place, strict=True)]
    return [(max(first, 0), min(last, length - 1)) for (first, last), length in zip(spans, picture, strict=True)]


def _marked(large: npt.NDArray[Any], bounds: list[tuple[int, int]], scale: int) -> npt.NDArray[Any]:
    (top, bottom), (left, right) = ((first * scale, (last + 1) * scale) for first, last in bounds)
    tile = large * DIMMED
    tile[top:bottom, left:right] = large[top:bottom, left:right]
    line = max(1, large.shape[0] // 128)
    for rows, columns in (
        (slice(top, top + line), slice(left, right)),
        (slice(bottom - line, bottom), slice(left, right)),
        (slice(top, bottom), slice(left, left + line)),
        (slice(top, bottom), slice(right - line, right)),
    ):
        tile[rows, columns] = OUTLINE
    return tile
