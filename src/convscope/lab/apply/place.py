"""Where on the earth a pixel is."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convscope.apply.scenes.place import Place


def coordinates(place: Place, row: int, column: int) -> dict[str, Any]:
    """Give a pixel's middle in the scene's own coordinates, and as longitude and latitude; None where not known."""
    if place.transform is None:
        return {"xy": None, "lonlat": None}
    a, b, c, d, e, f = place.transform
    x = a * (column + 0.5) + b * (row + 0.5) + c
    y = d * (column + 0.5) + e * (row + 0.5) + f
    lonlat = list(_to_earth(place.crs)(x, y)) if place.crs else None
    finite = lonlat is not None and all(abs(one) <= 360 for one in lonlat)
    return {"xy": [x, y], "lonlat": lonlat if finite else None}


@lru_cache(maxsize=4)
def _to_earth(crs: str) -> Any:
    from pyproj import CRS, Transformer

    system = CRS.from_wkt(crs)
    geodetic = system.geodetic_crs
    if geodetic is None:
        return lambda x, y: (float("inf"), float("inf"))
    return Transformer.from_crs(system, geodetic, always_xy=True).transform
