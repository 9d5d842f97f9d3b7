"""The exact receptive field of one unit, drawn on a picture, and beside it how often each pixel is used."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from convscope.draw import View, coloured
from convscope.errors import ConvscopeError
from convscope.look.coverage import plane, shares
from convscope.network import trace
from convscope.network.exact import receptive_set
from convscope.network.explain import middle
from convscope.network.explained import number
from convscope.network.uses import check_countable, layer_coverage, network_coverage

if TYPE_CHECKING:
    from convscope.look.units import Place
    from convscope.model import Model
    from convscope.network import Network
    from convscope.picture import Picture

Tile = npt.NDArray[np.float64]  # (height, width, 3), 0 … 1
DIMMED = 0.25
PAPER = 0.85  # where there is no picture
OUTLINE = (0.12, 0.45, 0.85)
LEAST_SIDE = 384  # pixels of a tile, so that an outline is thin
LONGEST = 6  # a picture that is more times as long as wide is shown in part, around the field


def receptive_field(model: Model, picture_HWC: Picture, layer: str, at: Place | None = None) -> View:
    """Show on a picture which pixels a unit depends on: all others are dimmed, holes of dilation too.

    ``at`` is its place on the layer's map, (row, column), by default the one in the middle. Further tiles show how
    often each pixel is used up to that layer, and each position of what the layer takes by it. Raises `UnknownName`
    for a layer there is not, and `ConvscopeError` for a unit there is not, or where what it reads is not known.
    """
    network = trace(model.module, model.contract.input_shape, target=model.spelling)
    return field_of_unit(network, layer, None if at == "map" else at, picture_HWC=model.fit(picture_HWC))


def field_of_unit(
    network: Network, layer: str, unit: tuple[int, ...] | None = None, *, picture_HWC: Picture | None = None
) -> View:
    """Show the same for a description of a network; without a picture of its input's size, on white.

    >>> from torch import nn
    >>> from convscope.network import trace
    >>> view = field_of_unit(trace(nn.Conv2d(3, 8, 3), (3, 32, 32)), "conv2d", (0, 0))
    >>> view.captions[0]
    'unit (0, 0) reads 9 of 1,024 pixels'
    """
    found = network.last_of(layer)
    layer = found.name
    check_countable(network, found)
    mask = plane(receptive_set(network, layer, unit))
    if picture_HWC is not None and picture_HWC.shape[:2] != mask.shape:
        raise ConvscopeError(f"the picture is {picture_HWC.shape[:2]}, the network takes {mask.shape}", fix="fit it")
    part = _part(mask)
    wide = mask[part].shape[1]
    scale = max(1, LEAST_SIDE // max(mask[part].shape))
    thick = -(-wide // 12) if len(network.input_shape) == 2 else 1  # a line is drawn as a band
    place = unit or middle(found)
    who = f"unit ({', '.join(map(str, place))})" if place else "all units together"
    shown = _shown(picture_HWC, mask.shape)[part].repeat(thick, axis=0)
    tiles = [_marked(shown, mask[part].repeat(thick, axis=0), scale)]
    captions = [f"{who} {'reads' if place else 'read'} {int(mask.sum()):,} of {mask.size:,} pixels{_of(part, mask)}"]
    for counts, told in _counted(network, layer):
        whole = counts.shape == mask.shape or mask[part].shape == mask.shape
        if whole:  # where a strip is shown in part, another map's part is not known
            share = shares(counts)[part] if counts.shape == mask.shape else shares(counts)
            tiles.append(coloured(_laid(share, tiles[0].shape), "unsigned", 0.0, 1.0) / 255.0)
            captions.append(f"{told} {number(int(counts.min()))} … {number(int(counts.max()))} times")
    flat = tiles[0].shape[1] > 2 * tiles[0].shape[0]
    whose = f"Unit ({', '.join(map(str, place))}) of {layer}" if place else f"{layer}, all units together,"
    lighter = " Lighter: used more often." if len(tiles) > 1 else ""
    sentence = f"{whose} can only be changed by the pixels that are not dimmed.{lighter}"
    return View(
        np.stack(tiles), "receptive field", layer, sentence, "picture", tuple(captions), picture_HWC,
        columns=1 if flat else None,
    )  # fmt: skip


def _counted(network: Network, layer: str) -> list[tuple[npt.NDArray[Any], str]]:
    """Count what can be counted: the picture, and the layer's own input where that is another map and not all alike."""
    found = []
    with contextlib.suppress(ConvscopeError):
        found.append((plane(network_coverage(network, layer)), "pixels, up to this layer: used"))
    with contextlib.suppress(ConvscopeError):
        own = plane(layer_coverage(network, layer))
        if own.min() != own.max() and network[layer].inputs[0] >= 0:
            found.append((own, f"its input, {'×'.join(map(str, own.shape))}: used"))
    return found


def _part(mask: npt.NDArray[np.bool_]) -> tuple[slice, slice]:
    """Choose what is shown: everything, of a long strip the part around the field."""
    longest = LONGEST * min(mask.shape)
    part = []
    for axis, length in enumerate(mask.shape):
        read = np.flatnonzero(mask.any(axis=1 - axis))
        first, last = (int(read[0]), int(read[-1])) if len(read) else (0, 0)
        shown = max(longest, 64, 2 * (last - first + 1))
        start = min(max((first + last + 1 - shown) // 2, 0), max(length - shown, 0))
        part.append(slice(start, min(start + shown, length)))
    return part[0], part[1]


def _of(part: tuple[slice, slice], mask: npt.NDArray[np.bool_]) -> str:
    """Say which part is shown, where it is one."""
    cut = [
        f"{name} {shown.start}–{shown.stop - 1} of {length}"
        for name, shown, length in zip(("rows", "columns"), part, mask.shape, strict=True)
        if shown.stop - shown.start < length
    ]
    return f" ({', '.join(cut)} shown)" if cut else ""


def _shown(picture: Picture | None, size: tuple[int, ...]) -> Tile:
    if picture is None:
        return np.full((*size, 3), PAPER)
    colour = picture if picture.shape[2] == 3 else picture[..., :1].repeat(3, axis=2)
    return colour / 255.0


def _laid(tile: npt.NDArray[np.float64], size: tuple[int, ...]) -> npt.NDArray[np.float64]:
    """Lay a map over a tile, each position as a block."""
    rows, columns = (np.arange(length) * own // length for length, own in zip(size, tile.shape, strict=False))
    return tile[np.ix_(rows, columns)]


def _enlarged(tile: Tile, scale: int) -> Tile:
    return tile.repeat(scale, axis=0).repeat(scale, axis=1)


def _marked(picture: Tile, mask: npt.NDArray[np.bool_], scale: int) -> Tile:
    """Dim what is not read, and outline the hull of what is."""
    tile = _enlarged(np.where(mask[..., None], picture, picture * DIMMED), scale)
    if not mask.any():
        return tile
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    top, bottom, left, right = (
        int(end) * scale for end in (rows[0], rows[-1] + 1, columns[0], columns[-1] + 1)
    )  # fmt: skip
    line = max(1, max(tile.shape[:2]) // 192)
    for band in (
        np.s_[top : top + line, left:right],
        np.s_[max(bottom - line, 0) : bottom, left:right],
        np.s_[top:bottom, left : left + line],
        np.s_[top:bottom, max(right - line, 0) : right],
    ):
        tile[band] = OUTLINE
    return tile
