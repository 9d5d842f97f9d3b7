"""What was found on pictures: boxes with their classes, and what could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from convscope.data import Skipped


@dataclass(frozen=True)
class DetectedBox:
    """An object: its class, that one's number, how sure it is, 0 … 1, and left, top, right, bottom in pixels."""

    name: str
    number: int
    score: float
    edges: tuple[float, float, float, float]


@dataclass(frozen=True)
class Detected:
    """One picture, (height, width) in pixels: what is on it, the surest first, or why it could not be read."""

    path: str
    size: tuple[int, int] = (0, 0)
    boxes: tuple[DetectedBox, ...] = ()
    tiles: int = 1
    fault: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """How many of each class were found, the most frequent first."""
        return dict(Counter(box.name for box in self.boxes).most_common())

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        if self.fault:
            return {"path": self.path, "error": self.fault}
        height, width = self.size
        return {
            "path": self.path, "height": height, "width": width, "tiles": self.tiles,
            "boxes": [asdict(one) for one in self.boxes],
        }  # fmt: skip


@dataclass(frozen=True)
class Detections:
    """What was found on all pictures, in the order in which they were named.

    Boxes below ``confidence`` are left out. ``skipped`` are what below a folder could not be reached; ``notes`` are
    worth knowing, ``out``, ``overlays`` and ``sheet`` the files and the folder that were written.
    """

    model: str
    names: tuple[str, ...]
    pictures: tuple[Detected, ...]
    confidence: float
    paths: tuple[Path, ...]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    out: Path | None = None
    overlays: Path | None = None
    sheet: Path | None = None
    seconds: float = 0.0

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, number: int) -> Detected:
        """Give what was found on one."""
        return self.pictures[number]

    def __iter__(self) -> Iterator[Detected]:
        return iter(self.pictures)

    @property
    def faults(self) -> tuple[Detected, ...]:
        """Those that could not be read."""
        return tuple(one for one in self.pictures if one.fault)

    @property
    def failed(self) -> bool:
        """Whether a file could not be read."""
        return bool(self.faults or self.skipped)

    @property
    def counts(self) -> dict[str, int]:
        """How many of each class were found, the most frequent first."""
        return dict(Counter(box.name for one in self for box in one.boxes).most_common())

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "model": self.model, "confidence": self.confidence, "pictures": len(self), "broken": len(self.faults),
            "counts": self.counts, "detections": [one.as_dict() for one in self],
            "skipped": [asdict(one) for one in self.skipped], "notes": list(self.notes),
            "out": None if self.out is None else str(self.out),
            "overlays": None if self.overlays is None else str(self.overlays),
            "sheet": None if self.sheet is None else str(self.sheet), "seconds": self.seconds,
        }  # fmt: skip
