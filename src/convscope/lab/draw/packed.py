"""A tower and a unit's links as plain values: bytes in base 64, axes' masks as runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from convscope.errors import ConvscopeError
from convscope.lab.levels import levels, scale_of
from convscope.network.description import NETWORK_INPUT
from convscope.network.exact import regions_behind

if TYPE_CHECKING:
    from convscope.look.tower import Cut, Tower

INPUT_AXES = (1, 2, 3)


def packed(tower: Tower) -> list[dict[str, Any]]:
    """Give each layer: what it is, how it was cut, the range of what is drawn, and its numbers, a byte each."""
    return [_layer(cut, tower.values[cut.layer.index]) for cut in tower.cuts]


def links(tower: Tower, layer: int, unit: tuple[int, int, int]) -> dict[str, Any]:
    """Give what a number depends on, of the layers that are drawn and of the picture (-1); or why that is not known.

    It is a list of [tiles, rows, columns] a layer, each axis as runs, first and last.
    """
    cut = next(cut for cut in tower.cuts if cut.layer.index == layer)
    try:
        regions = regions_behind(tower.network, cut.layer.name, cut.whole(unit))
    except ConvscopeError as error:
        return {"unknown": error.problem, "said": error.told()[0]}
    axes: dict[int, tuple[tuple[int | None, ...], tuple[int, ...]]] = {
        one.layer.index: (one.axes, one.layer.output_shape) for one in tower.cuts
    }
    axes[NETWORK_INPUT] = (INPUT_AXES, (1, *tower.network.input_shape))
    found = {}
    for index, region in regions.items():
        if index in axes and axes[index][1] == region.shape:
            found[index] = [
                [[[0, 0]] if axis is None else runs(product[axis]) for axis in axes[index][0]]
                for product in region.products
            ]
    pixels = int(regions[NETWORK_INPUT].along((2, 3)).sum())
    return {"read": found, "pixels": pixels}


def runs(mask: npt.NDArray[np.bool_]) -> list[list[int]]:
    """Write a mask as runs, first and last.

    >>> runs(np.array([True, True, False, True]))
    [[0, 1], [3, 3]]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [[int(first), int(after) - 1] for first, after in edges.reshape(-1, 2)]


def _layer(cut: Cut, values: npt.NDArray[np.float32]) -> dict[str, Any]:
    scale = scale_of(values)
    return {
        "index": cut.layer.index,
        "name": cut.layer.name,
        "operator": cut.layer.operator,
        "shape": list(cut.layer.output_shape[1:]),
        "tiles": values.shape[0],
        "rows": values.shape[1],
        "columns": values.shape[2],
        "of": cut.of,
        "step": cut.step,
        "placed": cut.axes[1] is not None,
        "tiled": cut.axes[0] is not None,
        **scale._asdict(),
        "bytes": levels(values, scale),
    }
