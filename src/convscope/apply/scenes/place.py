"""Where on the earth a scene lies: kept as it is, whatever is made of the scene's pixels."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, sqrt
from typing import Any

from convscope.apply.scenes.words import WORDS
from convscope.saying import Said

Affine = tuple[float, float, float, float, float, float]  # x = a·column + b·row + c, y = d·column + e·row + f


@dataclass(frozen=True)
class Place:
    """Reference system (WKT, empty where there is none), transform from pixels to it, or ground control points.

    A control point is (row, column, x, y, z).
    """

    crs: str = ""
    transform: Affine | None = None
    points: tuple[tuple[float, float, float, float, float], ...] = ()

    @property
    def known(self) -> bool:
        """Whether a pixel's place follows from its row and column."""
        return bool(self.crs) and self.transform is not None

    def notes(self) -> list[Said]:
        """Tell what is unusual about it."""
        told = []
        if self.transform is not None:
            a, b, _, d, e, _ = self.transform
            if b or d:
                told.append(WORDS.say("rotated"))
            if e > 0 and not (b or d):
                told.append(WORDS.say("south_up"))
            if a and abs(hypot(a, d) / max(hypot(b, e), 1e-300) - 1) > 0.02 and not geographic(self):
                told.append(WORDS.say("not_square", across=hypot(a, d), down=hypot(b, e)))
        elif self.points:
            told.append(WORDS.say("control_points", points=len(self.points)))
        return told


def place_of(file: Any) -> Place:
    """Read the place of an open rasterio dataset."""
    points, crs = file.gcps
    transform = None if file.transform.is_identity else tuple(file.transform)[:6]
    if transform is None and points:
        found = tuple((p.row, p.col, p.x, p.y, p.z or 0.0) for p in points)
        return Place(crs.to_wkt() if crs else "", None, found)
    return Place(file.crs.to_wkt() if file.crs else "", transform)


def geographic(place: Place) -> bool:
    """Whether coordinates are longitude and latitude."""
    if not place.crs:
        return False
    from rasterio.crs import CRS

    return bool(CRS.from_wkt(place.crs).is_geographic)


def ground(place: Place, height: int, width: int) -> float | None:
    """Give what a pixel in the middle spans on the ground, in metres: the side of a square of its area.

    None where the place is not known.
    """
    if not place.known:
        return None
    from convscope.apply.scenes.areas import pixel_area

    area = pixel_area(place, slice(height // 2, height // 2 + 1), slice(width // 2, width // 2 + 1))
    return None if area is None else sqrt(area)
