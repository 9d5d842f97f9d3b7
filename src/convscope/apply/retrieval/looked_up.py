"""What was found in an index: the pictures near one, or those that are there twice."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Hit:
    """A picture and how far it lies, 1 - cosine: 0 is the same direction, 1 is nothing in common."""

    path: str
    distance: float


@dataclass(frozen=True)
class Found:
    """The pictures nearest to one, nearest first; ``milliseconds`` are those of the search alone.

    Of the hits ``gone`` are not where they were when they were looked at.
    """

    picture: str
    hits: tuple[Hit, ...]
    pictures: int
    milliseconds: float
    gone: int = 0
    sheet: Path | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {**asdict(self), "sheet": None if self.sheet is None else str(self.sheet)}


@dataclass(frozen=True)
class Duplicates:
    """Groups of pictures at most ``distance`` from another of their group; each hit's distance is to the first.

    Of the index's pictures ``gone`` are not where they were, and cannot be compared.
    """

    groups: tuple[tuple[Hit, ...], ...]
    pictures: int
    distance: float
    gone: int = 0
    sheet: Path | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {**asdict(self), "sheet": None if self.sheet is None else str(self.sheet)}
