"""Data sets by name."""

from __future__ import annotations

from collections.abc import Callable

from convscope.data.dataset import Dataset
from convscope.data.digits import digits
from convscope.errors import UnknownName

NAMES: dict[str, Callable[[], Dataset]] = {"digits": digits}


def load_dataset(name: str) -> Dataset:
    """Load a data set by name; `UnknownName` where there is none of that name.

    >>> load_dataset("digits").pictures.shape
    (1797, 8, 8, 1)
    """
    if name not in NAMES:
        raise UnknownName("data set", name, list(NAMES))
    return NAMES[name]()
