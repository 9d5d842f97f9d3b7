"""A short name for data as a training reads them, by which a later one knows that they are still the same."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

from convscope.data import Dataset, Split

MOST_BYTES = 256_000_000  # of pixels that are hashed, a quarter of a second; of more, rows at even distances


def fingerprint(
    dataset: Dataset,
    split: Split,
    fitted_NHWC: npt.NDArray[np.uint8],
    masks_NHW: npt.NDArray[np.uint8] | None = None,
) -> str:
    """Hash the classes, every label, which pictures are in which part, and the pixels, and theirs, as they enter.

    Of pictures of more than 256 MB as many as come to that are hashed, at even distances.

    >>> from convscope.data import load_dataset
    >>> from convscope.picture import InputContract
    >>> digits = load_dataset("digits")
    >>> one, other = (fingerprint(digits, digits.split(seed), digits.fitted(InputContract(1, 8, 8))) for seed in (0, 1))
    >>> len(one), one == other
    (32, False)
    """
    hasher = hashlib.blake2b(digest_size=16)
    hasher.update("\0".join(dataset.classes).encode())
    for numbers in (dataset.labels, split.train, split.validation, split.test):
        hasher.update(f"{numbers.shape}".encode())
        hasher.update(np.ascontiguousarray(numbers, dtype=np.int64).data)
    if dataset.boxes is not None:
        for name in ("edges", "classes", "crowd", "pictures"):
            told = getattr(dataset.boxes, name)
            hasher.update(f"{told.shape}".encode() + np.ascontiguousarray(told).tobytes())
    for pixels in (fitted_NHWC,) if masks_NHW is None else (fitted_NHWC, masks_NHW):
        hasher.update(f"{pixels.shape}".encode())
        rows = np.linspace(0, len(pixels) - 1, _affordable(pixels)).astype(np.int64)
        for chunk in np.array_split(rows, max(1, len(rows) // 1024)):
            hasher.update(np.ascontiguousarray(pixels[chunk]).data)
    return hasher.hexdigest()


def _affordable(fitted_NHWC: npt.NDArray[np.uint8]) -> int:
    """Count the pictures that are hashed, at least one where there is any."""
    each = max(1, fitted_NHWC[:1].nbytes)
    return min(len(fitted_NHWC), max(1, MOST_BYTES // each))
