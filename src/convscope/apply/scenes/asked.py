"""What is asked of a scene's reading: which file, which of its bands, which numbers are black and white."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from convscope.apply.scenes.place import Place
from convscope.saying import Said

Pixels = npt.NDArray[np.uint8]  # (height, width, channels)
Valid = npt.NDArray[np.bool_]  # (height, width)


@dataclass(frozen=True)
class Reading:
    """How a scene is read: ``bands`` from 1, in the order in which they enter; ``values`` that become 0 and 255.

    What is None follows from the file and from the network's ``channels``; ``trained`` are the values of its training.
    """

    path: str
    channels: int
    bands: tuple[int, ...] | None = None
    values: tuple[float, float] | None = None
    trained: tuple[float, float] = (0.0, 255.0)


class Scene(Protocol):
    """A scene that is open: its size, where it lies, what is to be said of it, and its pixels, a window at a time."""

    path: str
    height: int
    width: int
    place: Place
    notes: tuple[Said, ...]

    def read(self, rows: slice, columns: slice, size: tuple[int, int] | None = None) -> tuple[Pixels, Valid | None]:
        """Give a window's pixels as they enter a network, and which of them have data; None stands for all.

        At a coarser ``size``, for eyes, they are the nearest ones, or those of the file's overviews.
        """

    def stamp(self) -> str:
        """Say by which another scene, or the same one changed, is told apart."""

    def unchanged(self) -> None:
        """Raise `BrokenPicture` where the file is no more the one that was opened."""

    def close(self) -> None:
        """Let go of the file."""


def is_remote(path: str) -> bool:
    """Whether a path leads elsewhere.

    >>> is_remote("https://example.org/scene.tif"), is_remote("/vsicurl/https://x/y.tif"), is_remote("a/b.tif")
    (True, True, False)
    """
    return "://" in path or path.startswith("/vsi")


def stamp(path: str, *facts: object) -> str:
    """Write a file's name, size and time, and what else it is known by."""
    if is_remote(path):
        return " ".join(map(str, (path, *facts)))
    seen = Path(path).stat()
    return " ".join(map(str, (Path(path).resolve(), seen.st_size, seen.st_mtime_ns, *facts)))
