"""Small data sets in their own formats."""

import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from convscope.data.idx import PARTS


def write_idx(path: Path, array: npt.NDArray[np.uint8]) -> None:
    raw = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)


def write_set(folder: Path, suffix: str = "") -> None:
    random = np.random.default_rng(0)
    for (images, labels), count in zip(PARTS, (6, 3), strict=True):
        write_idx(folder / (images + suffix), random.integers(0, 256, (count, 4, 5), dtype=np.uint8))
        write_idx(folder / (labels + suffix), random.integers(0, 10, count, dtype=np.uint8))


@pytest.fixture
def idx_file() -> Callable[[Path, npt.NDArray[np.uint8]], None]:
    """Write one array as an IDX file, gzipped by its name."""
    return write_idx


@pytest.fixture
def idx_set() -> Callable[..., None]:
    """Write six training and three test pictures of 4 × 5 with labels: ``idx_set(folder, ".gz")``."""
    return write_set
