"""Which colours numbers get.

*signed* numbers (weights, differences): blue - white - orange, zero always white, range symmetric. *unsigned* ones
(activations, counts): cividis. A *picture* is shown as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from matplotlib.colors import Colormap

Legend = Literal["signed", "unsigned", "picture"]
Colours = npt.NDArray[np.uint8]  # (…, 3)
BLUE, WHITE, ORANGE = "#1f5fa8", "#ffffff", "#d9730d"


def colour_map(legend: Legend) -> Colormap:
    """Return matplotlib's map for a legend; a picture's is grey."""
    from matplotlib import colormaps
    from matplotlib.colors import LinearSegmentedColormap

    if legend == "signed":
        # an odd number of colours has one in the middle, which is white
        return LinearSegmentedColormap.from_list("blue-white-orange", [BLUE, WHITE, ORANGE], N=257)
    return colormaps["cividis" if legend == "unsigned" else "gray"]


def coloured(array: npt.NDArray[Any], legend: Legend, low: float, high: float) -> Colours:
    """Turn numbers into RGB: ``low`` gets the first colour, ``high`` the last, what lies beyond is clipped.

    A picture, (tiles, height, width) in 0 … 1 or (tiles, height, width, 3), keeps its own colours: v/255 becomes v.
    """
    if legend == "picture":
        shown = np.asarray(np.rint(np.clip(array, 0, 1) * 255), dtype=np.uint8)
        return shown if array.ndim == 4 else np.repeat(shown[..., None], 3, axis=-1)
    span = (high - low) or 1.0
    shares = np.clip((np.asarray(array, dtype=np.float64) - low) / span, 0, 1)
    return np.asarray(colour_map(legend)(shares, bytes=True)[..., :3], dtype=np.uint8)


def legend_colours(legend: Legend, steps: int = 9) -> list[str]:
    """Give the legend's colours from low to high, as CSS hex words."""
    from matplotlib.colors import to_hex

    scale = colour_map(legend)
    return [to_hex(scale(step / (steps - 1))) for step in range(steps)]


def range_of(array: npt.NDArray[Any], legend: Legend) -> tuple[float, float]:
    """Choose the range a legend covers: symmetric around zero if signed, from 0 (or below) if unsigned."""
    if legend == "picture":
        return 0.0, 1.0
    finite = array[np.isfinite(array)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    if legend == "signed":
        reach = max(abs(low), abs(high)) or 1.0  # nothing but zeros is white, the middle of any range
        return -reach, reach
    return min(low, 0.0), high
