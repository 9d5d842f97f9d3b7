"""The pixels that a unit can see, cut out of a picture: its exact receptive field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convscope.errors import ConvscopeError
from convscope.look.shown import Tile

if TYPE_CHECKING:
    from convscope.network import Layer

OUTSIDE = 0.6  # grey of what lies beyond the picture's border, where a unit reads padding


def check_sees(layer: Layer) -> None:
    """Refuse a layer of whose units it is not known which pixels they see."""
    fields = layer.reach.whole or layer.reach.fields
    if fields is None or len(fields) != 2:
        because = f": {layer.reach.because}" if layer.reach.because else ""
        raise ConvscopeError(
            f"which pixels a unit of {layer.name} sees is not known{because}", fix="choose an earlier layer"
        )


def bounds(layer: Layer, place: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """First and last row, first and last column that a unit reads, padding included."""
    fields = layer.reach.whole or layer.reach.fields or ()
    rows, columns = (field.at(at) for field, at in zip(fields, (0, 0) if layer.reach.whole else place, strict=True))
    return rows, columns


def cut(picture_HWC: Tile, layer: Layer, place: tuple[int, int], *, outside: float = OUTSIDE) -> Tile:
    """Cut a unit's receptive field out of a picture; all patches of a layer have one size.

    Where the field leaves the picture the patch is ``outside``, grey; where it is larger than the picture, the whole
    picture along that axis is the patch.
    """
    patch = picture_HWC
    fields = layer.reach.whole or layer.reach.fields or ()
    for axis, ((first, _), field) in enumerate(zip(bounds(layer, place), fields, strict=True)):
        length = patch.shape[axis]
        if field.size >= length:
            continue
        before, after = max(-first, 0), max(first + field.size - length, 0)
        wide = np.pad(
            patch, [(before, after) if other == axis else (0, 0) for other in range(3)], constant_values=outside
        )
        patch = wide.take(range(first + before, first + before + field.size), axis=axis)
    return patch
