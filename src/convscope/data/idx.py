"""MNIST's own file format, IDX, gzipped or not: MNIST and Fashion-MNIST.

LeCun, Cortes, Burges: THE MNIST DATABASE, *file formats*: two zero bytes, a type byte (8 is unsigned), the number of
axes, each axis' length as a big-endian 32-bit integer, then the numbers, last axis fastest.
"""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from convscope.data.dataset import ArrayPictures, Dataset
from convscope.errors import BrokenData

UNSIGNED_BYTE = 8
PARTS = (("train-images-idx3-ubyte", "train-labels-idx1-ubyte"), ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"))


def read_idx(path: Path) -> npt.NDArray[np.uint8]:
    """Read one file; `BrokenData` where it is not IDX of unsigned bytes, or not whole."""
    try:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        raise BrokenData(f"{path} cannot be read: {error}", fix="copy or download it again") from error
    if len(raw) < 4 or raw[:2] != b"\0\0" or raw[2] != UNSIGNED_BYTE or not 1 <= raw[3] <= 4:
        raise BrokenData(f"{path} is not an IDX file of unsigned bytes", fix="copy or download it again")
    axes, head = raw[3], 4 + 4 * raw[3]
    lengths = struct.unpack(f">{axes}I", raw[4:head]) if len(raw) >= head else ()
    if len(raw) - head != int(np.prod(lengths, dtype=np.int64)) or not lengths:
        raise BrokenData(f"{path} is not whole: it announces {lengths} numbers and holds {max(len(raw) - head, 0):,}")
    return np.frombuffer(raw, dtype=np.uint8, offset=head).reshape(lengths)


def find_idx(folder: Path) -> list[tuple[Path, Path]] | None:
    """Find the four files in a folder, plain or gzipped; None where any is missing."""
    pairs = []
    for images, labels in PARTS:
        found = [_either(folder, images), _either(folder, labels)]
        if found[0] is None or found[1] is None:
            return None
        pairs.append((found[0], found[1]))
    return pairs


def load_idx(name: str, folder: Path, classes: tuple[str, ...]) -> Dataset:
    """Load train and test from a folder that `find_idx` found them in; the test part is the data set's own."""
    pairs = find_idx(folder)
    assert pairs is not None
    pictures, labels = [], []
    for image_file, label_file in pairs:
        images, answers = read_idx(image_file), read_idx(label_file)
        if images.ndim != 3 or answers.shape != (len(images),):
            raise BrokenData(
                f"{image_file} holds {images.shape} and {label_file} {answers.shape}: they do not belong together"
            )
        if answers.size and int(answers.max()) >= len(classes):
            raise BrokenData(f"{label_file} has label {int(answers.max())}, {name} has {len(classes)} classes")
        pictures.append(images[..., None])
        labels.append(answers)
    count = len(labels[0])
    every = np.concatenate(labels).astype(np.int64)
    return Dataset(name, ArrayPictures(np.concatenate(pictures)), every, classes, np.arange(count, len(every)))


def _either(folder: Path, name: str) -> Path | None:
    candidates = (folder / f"{name}.gz", folder / name, folder / name.replace("-idx", ".idx"))
    return next((path for path in candidates if path.is_file()), None)
