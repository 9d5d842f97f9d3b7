"""What segmenting a scene gives: where it is, how it was done, and how much of each class there is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from convscope.apply.scenes.arranging import Arranged
from convscope.saying import Said


@dataclass(frozen=True)
class ClassArea:
    """A class's label, name, colour, pixels, and square metres on the ellipsoid (None where the place is not known)."""

    label: int
    name: str
    colour: tuple[int, int, int]
    pixels: int
    area: float | None


@dataclass(frozen=True)
class Planned:
    """What is about to be done to a scene of ``shape`` (height, width), of which ``done`` of ``pieces`` are there."""

    scene: str
    shape: tuple[int, int]
    arranged: Arranged
    notes: tuple[Said, ...]
    pieces: int
    done: int

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "scene": self.scene, "shape": list(self.shape), "plan": str(self.arranged.sentence),
            "exact": self.arranged.exact, "proved": self.arranged.proved, "layer": self.arranged.layer,
            "notes": list(map(str, self.notes)),
            "said": {"plan": self.arranged.sentence.told(), "notes": [note.told() for note in self.notes]},
            "pieces": self.pieces, "done": self.done,
        }  # fmt: skip


@dataclass(frozen=True)
class Prediction:
    """Labels of a scene in ``path``: classes with their areas, pixels without data, and how it was done.

    ``others`` are the files that came with it: probabilities, polygons. ``seconds`` are those of this session.
    """

    path: Path
    planned: Planned
    classes: tuple[ClassArea, ...]
    nodata: int
    others: tuple[Path, ...]
    polygons: int
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        arranged = self.planned.arranged
        return {
            "path": str(self.path),
            **self.planned.as_dict(),
            "tile": arranged.tile, "stride": list(arranged.stride), "margin": [list(one) for one in arranged.margin],
            "classes": [asdict(one) for one in self.classes], "nodata": self.nodata,
            "others": [str(path) for path in self.others], "polygons": self.polygons, "seconds": self.seconds,
        }  # fmt: skip
