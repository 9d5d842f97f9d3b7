"""A map of where a network looks, laid out: the picture, the picture as the map dims it, and the map itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.draw import View, Views
from convscope.draw.colours import Legend
from convscope.look.shown import Span, in_colour, outlined

Map = npt.NDArray[np.float64]  # (height, width) of the picture
DIMMED = 0.2  # of its brightness is left where the map is at zero or below
MOST_SHOWN = 0.995  # of a map's pixels, by size: larger ones have the last colour, or a few would hide all others


def laid(
    fitted_HWC: npt.NDArray[np.uint8], values_HW: npt.NDArray[Any], *, method: str, layer: str, sentence: str,
    box: tuple[Span, Span] | None = None,
) -> Views:  # fmt: skip
    """Give two views: the picture, whole and dimmed where the map is low; and the map with its legend.

    A map with numbers below zero is signed. ``sentence`` says how to read it; where a few numbers stand out so far that
    the colours end before them, that is added.
    """
    values = np.asarray(values_HW, dtype=np.float64)
    legend: Legend = "signed" if values.min(initial=0.0) < 0 else "unsigned"
    top, most = float(np.quantile(np.abs(values), MOST_SHOWN)), float(np.abs(values).max(initial=0.0))
    limits = None
    if 0 < top < most / 2:
        limits = (-top if legend == "signed" else 0.0, top)
        sentence += f" Colours end at {top:.3g}, a few pixels go on to {most:.3g}."
    picture = in_colour(fitted_HWC)
    tiles = [picture, dimmed(picture, values if limits is None else values.clip(max=limits[1]))]
    shown = View(
        np.stack(tiles if box is None else [outlined(tile, box) for tile in tiles]),
        "the picture",
        layer,
        "The picture as it enters, and the same, darker where the map is low: what is left is what counts most.",
        "picture",
        ("as it enters", "where it counts"),
        fitted_HWC,
    )
    return Views((shown, View(values[None], method, layer, sentence, legend, (), fitted_HWC, limits=limits)))


def dimmed(picture: Map, values_HW: Map) -> Map:
    """Darken a picture where a map is low; what is below zero counts as zero."""
    most = float(values_HW.max(initial=0.0))
    share = values_HW.clip(min=0) / most if most > 0 else np.zeros_like(values_HW)
    return np.asarray(picture * (DIMMED + (1 - DIMMED) * share[..., None]))
