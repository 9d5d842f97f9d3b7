"""CIFAR-10 and CIFAR-100 from their binary files (A. Krizhevsky, 2009): label bytes, then 3,072 pixel bytes a picture.

The Python version of the data sets is a pickle, and is not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from convscope.data.dataset import ArrayPictures, Dataset
from convscope.errors import BrokenData

PIXELS = 3 * 32 * 32


@dataclass(frozen=True)
class Layout:
    """Where the files of one of the two are, and how a record begins."""

    folder: str
    train: tuple[str, ...]
    test: tuple[str, ...]
    names: str  # the file of class names, a line each
    label_bytes: int  # CIFAR-100's records begin with the coarse label, then the fine one, which is used


CIFAR10 = Layout(
    "cifar-10-batches-bin",
    tuple(f"data_batch_{number}.bin" for number in range(1, 6)),
    ("test_batch.bin",),
    "batches.meta.txt",
    1,
)
CIFAR100 = Layout("cifar-100-binary", ("train.bin",), ("test.bin",), "fine_label_names.txt", 2)


def find_cifar(layout: Layout, folder: Path) -> Path | None:
    """Find the folder of the binary files: this one, or the one in it that bears the data set's own name."""
    for candidate in (folder / layout.folder, folder):
        if all((candidate / file).is_file() for file in (*layout.train, *layout.test)):
            return candidate
    return None


def load_cifar(name: str, layout: Layout, folder: Path) -> Dataset:
    """Load train and test from a folder that `find_cifar` found; the test part is the data set's own."""
    train = [_records(folder / file, layout) for file in layout.train]
    test = [_records(folder / file, layout) for file in layout.test]
    records = np.concatenate([*train, *test])
    labels = records[:, layout.label_bytes - 1].astype(np.int64)
    planes = records[:, layout.label_bytes :].reshape(-1, 3, 32, 32)
    classes = _classes(folder / layout.names, int(labels.max()) + 1)
    first = sum(len(part) for part in train)
    pictures = ArrayPictures(np.ascontiguousarray(planes.transpose(0, 2, 3, 1)))
    return Dataset(name, pictures, labels, classes, np.arange(first, len(labels)))


def _records(path: Path, layout: Layout) -> npt.NDArray[np.uint8]:
    raw = np.fromfile(path, dtype=np.uint8)
    length = layout.label_bytes + PIXELS
    if raw.size == 0 or raw.size % length:
        raise BrokenData(f"{path} is not whole: {raw.size:,} bytes are not a number of records of {length}")
    return raw.reshape(-1, length)


def _classes(path: Path, least: int) -> tuple[str, ...]:
    names = (
        [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        if path.is_file()
        else []
    )
    if len(names) < least:
        raise BrokenData(
            f"{path} names {len(names)} classes, the labels go up to {least - 1}", fix="copy the file again"
        )
    return tuple(names)
