"""A layer as a column of its strongest maps, and as pages of all of them: a byte a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from convscope.errors import ConvscopeError
from convscope.lab.levels import Scale, levels, scale_of
from convscope.look.units import axes_of, check_has_channels, units_first

if TYPE_CHECKING:
    import numpy.typing as npt
    from torch import Tensor

    from convscope.network import Layer

IN_A_COLUMN, NUMBERS_IN_A_COLUMN, ON_A_PAGE = 8, 22, 96
SMALL, LARGE = 48, 112  # numbers a side: of a map in a column, of a unit's own


def column(layer: Layer, output: Tensor) -> dict[str, Any] | None:
    """Give a layer's most active units, by the mean of their magnitudes; None where it has no units."""
    maps = _maps(layer, output)
    if maps is None:
        return None
    count = IN_A_COLUMN if axes_of(layer) else NUMBERS_IN_A_COLUMN
    return {**_about(layer, maps), "page": 0, "maps": _ranked(maps, 0, count, SMALL)}


def page(layer: Layer, output: Tensor, number: int) -> dict[str, Any]:
    """Give a page of all its units, most active first. Raises `ConvscopeError` for one it does not have."""
    check_has_channels(layer)
    maps = _maps(layer, output)
    assert maps is not None
    pages = -(-len(maps) // ON_A_PAGE)
    if not 0 <= number < pages:
        raise ConvscopeError(f"{layer.name} has no page {number + 1}", fix=f"it has {pages}")
    return {**_about(layer, maps), "page": number, "pages": pages, "maps": _ranked(maps, number, ON_A_PAGE, SMALL)}


def own_map(layer: Layer, output: Tensor, unit: int) -> dict[str, Any]:
    """Give one unit's map, larger, and every ``step``-th row and column of it."""
    maps = _maps(layer, output)
    assert maps is not None
    scale = scale_of(maps[unit])
    return {**scale._asdict(), **_map(maps, unit, LARGE, scale)}


def has_units(layer: Layer) -> bool:
    """Whether it is known which of its numbers are one unit's: of tokens it is not."""
    try:
        check_has_channels(layer)
    except ConvscopeError:
        return False
    return len(axes_of(layer)) <= 2


def _maps(layer: Layer, output: Tensor) -> npt.NDArray[np.float32] | None:
    """Bring it to (units, rows, columns)."""
    if not has_units(layer):
        return None
    found = units_first(output.detach().float(), layer)[0].cpu().numpy()
    if found.ndim > 3 or not found.size:
        return None
    return np.asarray(found.reshape(len(found), *(1,) * (3 - found.ndim), *found.shape[1:]), np.float32)


def _about(layer: Layer, maps: npt.NDArray[np.float32]) -> dict[str, Any]:
    return {
        "index": layer.index, "name": layer.name, "operator": layer.operator, "shape": list(layer.output_shape[1:]),
        "of": len(maps), "placed": bool(axes_of(layer)), **scale_of(maps)._asdict(),
    }  # fmt: skip


def _ranked(maps: npt.NDArray[np.float32], number: int, count: int, side: int) -> list[dict[str, Any]]:
    order = np.argsort(-np.abs(maps).mean((1, 2)), kind="stable")[number * count : (number + 1) * count]
    scale = scale_of(maps)
    return [_map(maps, int(unit), side, scale) for unit in order]


def _map(maps: npt.NDArray[np.float32], unit: int, side: int, scale: Scale) -> dict[str, Any]:
    values = maps[unit]
    step = -(-max(values.shape) // side)
    taken = values[::step, ::step]
    return {
        "unit": unit, "rows": taken.shape[0], "columns": taken.shape[1], "step": step,
        "whole": list(values.shape), "most": float(values.max()),
        "bytes": levels(taken, scale),
    }  # fmt: skip
