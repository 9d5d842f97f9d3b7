"""The digits and the photograph that come with scikit-learn, read without it: to import it takes half a second.

Where its files are elsewhere than they are now, it is asked itself.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

from convscope.picture import Picture, read

CHINA = "images/china.jpg"
DIGITS = "data/digits.csv.gz"


@cache
def china() -> Picture:
    """Give ``china.jpg``, uint8 (427, 640, 3).

    >>> china().shape
    (427, 640, 3)
    """
    file = _folder() / CHINA
    if file.is_file():
        return read(file)
    from sklearn.datasets import load_sample_image

    return np.asarray(load_sample_image("china.jpg"))


@cache
def digits() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Give all digits, (1797, 8, 8) of 0 … 16, and which each is (UCI ML, Alpaydin and Kaynak 1998).

    >>> images, labels = digits()
    >>> images.shape, labels[:4].tolist()
    ((1797, 8, 8), [0, 1, 2, 3])
    """
    file = _folder() / DIGITS
    if not file.is_file():
        from sklearn.datasets import load_digits

        found = load_digits()
        return found.images, found.target
    with gzip.open(file) as text:
        rows = np.loadtxt(text, delimiter=",")
    return rows[:, :-1].reshape(-1, 8, 8), rows[:, -1].astype(np.int64)


def _folder() -> Path:
    found = find_spec("sklearn")
    places = [] if found is None else list(found.submodule_search_locations or [])
    return Path(places[0]) / "datasets" if places else Path()
