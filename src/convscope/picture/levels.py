"""Numbers of any type to bytes, where it is said which are black and white: 16-bit scenes, reflectances, heights."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def levels(numbers: npt.NDArray[Any], values: tuple[float, float]) -> npt.NDArray[np.uint8]:
    """Bring numbers to 0 … 255: ``values`` become 0 and 255, what lies beyond them is held there, NaN becomes 0.

    The one way from a scene's numbers to the pixels a network sees, in training and in use.

    >>> levels(np.array([0, 1500, 3000, 9000]), (0, 3000)).tolist()
    [0, 128, 255, 255]
    """
    low, high = values
    with np.errstate(invalid="ignore"):
        shares = (numbers.astype(np.float32) - np.float32(low)) * np.float32(255 / (high - low))
        held: npt.NDArray[np.float32] = np.nan_to_num(np.rint(shares), nan=0.0).clip(0, 255)
    return held.astype(np.uint8)
