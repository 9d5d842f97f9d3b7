"""Numbers of a map as a page gets them: a byte each, on a scale that is symmetric as soon as one is below zero."""

from __future__ import annotations

import base64
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

LEVELS = 254  # even, so that a signed zero is the middle one, and white


class Scale(NamedTuple):
    """What byte 0 and byte `LEVELS` stand for."""

    kind: Literal["signed", "unsigned"]
    low: float
    high: float


def scale_of(values: npt.NDArray[Any]) -> Scale:
    """Choose the scale; what is not finite is left out.

    >>> scale_of(np.array([-1.0, 3.0])), scale_of(np.array([0.0, np.inf]))
    (Scale(kind='signed', low=-3.0, high=3.0), Scale(kind='unsigned', low=0.0, high=1.0))
    """
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    if low < 0:
        most = max(-low, high)
        return Scale("signed", -most, most)
    return Scale("unsigned", 0.0, high or 1.0)


def levels(values: npt.NDArray[Any], scale: Scale) -> str:
    """Write them in base 64, row by row; what is not finite as 0 would be.

    >>> base64.b64decode(levels(np.array([-3.0, 0.0, 3.0, np.nan]), Scale("signed", -3.0, 3.0))).hex()
    '007ffe7f'
    """
    finite = np.where(np.isfinite(values), values, 0)
    found = np.rint((finite - scale.low) * (LEVELS / (scale.high - scale.low))).astype(np.uint8)
    return base64.b64encode(np.ascontiguousarray(found).tobytes()).decode("ascii")
