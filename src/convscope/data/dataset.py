"""A classification data set in memory, and how it is split."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import train_test_split

from convscope.picture import InputContract, fit

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    """Indices of three disjoint parts: weights follow *train*, every choice *validation*; *test* is read once."""

    train: Indices
    validation: Indices
    test: Indices


@dataclass(frozen=True)
class Dataset:
    """Pictures (N, height, width, channels) uint8 with integer labels; ``test`` marks the fixed test pictures."""

    name: str
    pictures: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int64]
    classes: tuple[str, ...]
    test: Indices

    def split(self, seed: int, *, validation: float = 0.15) -> Split:
        """Cut a validation part from the training pictures, the same shares of each class, by seed."""
        rest = np.setdiff1d(np.arange(len(self.labels)), self.test)
        train, held_out = train_test_split(rest, test_size=validation, random_state=seed, stratify=self.labels[rest])
        return Split(np.sort(train), np.sort(held_out), self.test)

    def fitted(self, contract: InputContract) -> npt.NDArray[np.uint8]:
        """Bring every picture to a network's size, by the same way a picture in use takes."""
        return np.stack([fit(picture, contract) for picture in self.pictures])
