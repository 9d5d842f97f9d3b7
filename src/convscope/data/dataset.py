"""A classification data set in memory, and how it is split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from convscope.data.box import Boxes
from convscope.data.strata import held_out
from convscope.picture import InputContract, Picture, fit
from convscope.picture.contract import BYTES

Indices = npt.NDArray[np.int64]
VALIDATION = 0.15  # share of the training pictures that is held out


@dataclass(frozen=True)
class Split:
    """Indices of three disjoint parts: weights follow *train*, every choice *validation*; *test* is read once."""

    train: Indices
    validation: Indices
    test: Indices


@dataclass(frozen=True)
class Skipped:
    """A file that could not be used, and why, in words."""

    path: str
    reason: str


class Pictures(Protocol):
    """Many pictures of any sizes: one by one as they are, or all at a network's size.

    An array (N, height, width, channels) uint8 is one way to have them; files in a folder another.
    """

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> Picture: ...

    def fitted(self, contract: InputContract) -> npt.NDArray[np.uint8]:
        """All of them as the network takes them, (N, height, width, channels); may be a memory map."""


@dataclass(frozen=True)
class ArrayPictures:
    """Pictures of one size, in memory."""

    array: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.array)

    def __getitem__(self, index: int) -> Picture:
        picture: Picture = self.array[index]
        return picture

    def fitted(self, contract: InputContract) -> npt.NDArray[np.uint8]:
        """Bring every picture to a network's size, by the same way a picture in use takes."""
        if self.array.shape[1:] == (contract.height, contract.width, contract.channels):
            return self.array
        return np.stack([fit(picture, contract) for picture in self.array])


class Masks(Protocol):
    """Many masks, one a picture, in their order: all of them at a network's size."""

    def __len__(self) -> int: ...

    def fitted(self, contract: InputContract) -> npt.NDArray[np.uint8]:
        """Class numbers, (N, height, width), 255 where nothing is said; resized as the pictures are."""


@dataclass(frozen=True)
class Dataset:
    """Pictures with integer labels (N,), or 0/1 a class (N, classes) where a picture may have several.

    With ``masks`` every pixel has a class, with ``boxes`` every object, and ``labels`` are all 0; ``size`` is what most
    pictures have then, (height, width). ``colours`` are those of the classes where the data say them; ``values`` and
    ``ground`` are a scene's, see `InputContract`.

    ``test`` marks the fixed test pictures, ``validation`` the validation ones where the data come with such a part.
    ``skipped`` are the files that could not be used; ``origin`` is what to type to have the data again, where that is
    not the name.
    """

    name: str
    pictures: Pictures
    labels: npt.NDArray[np.int64]
    classes: tuple[str, ...]
    test: Indices
    validation: Indices | None = None
    skipped: tuple[Skipped, ...] = ()
    origin: str = ""
    masks: Masks | None = None
    size: tuple[int, int] | None = None
    colours: tuple[tuple[int, int, int], ...] = ()
    values: tuple[float, float] = BYTES
    ground: float | None = None
    boxes: Boxes | None = None

    @property
    def answers(self) -> Literal["picture", "pixel", "box"]:
        """What has a class: a picture, each of its pixels, or each box on it."""
        if self.boxes is not None:
            return "box"
        return "picture" if self.masks is None else "pixel"

    def split(self, seed: int, *, validation: float = VALIDATION) -> Split:
        """Give train, validation and test; where the data have no validation part, cut one from train by seed.

        The cut takes the same share of each class, as far as a class has enough pictures for it.
        """
        rest = np.setdiff1d(np.arange(len(self.labels)), self.test)
        if self.validation is not None:
            return Split(np.setdiff1d(rest, self.validation), np.sort(self.validation), self.test)
        strata = self.labels[rest] if self.labels.ndim == 1 else None
        if strata is not None and np.bincount(strata)[np.unique(strata)].min() < 2:
            strata = None  # a class of one picture cannot be on both sides
        chosen = held_out(strata, len(rest), validation, seed)
        return Split(np.delete(rest, chosen), rest[chosen], self.test)

    def fitted(self, contract: InputContract) -> npt.NDArray[np.uint8]:
        """Bring every picture to a network's size, by the same way a picture in use takes."""
        return self.pictures.fitted(contract)
