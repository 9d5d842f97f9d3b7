"""Areas on the earth, on its ellipsoid: of pixels, of polygons."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import ceil, hypot
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.apply.scenes.place import Place

LONGEST = 1000.0  # metres between two corners: longer edges are no geodesics, and are cut


def pixel_area(place: Place, rows: slice, columns: slice) -> float | None:
    """Give the mean area of the pixels of a window in square metres; None where the place is not known.

    The window's outline is brought to longitude and latitude and measured on the ellipsoid (Karney 2013, by PROJ).
    """
    if not place.known or place.transform is None:
        return None
    a, b, c, d, e, f = place.transform
    corners = [
        (columns.start, rows.start),
        (columns.stop, rows.start),
        (columns.stop, rows.stop),
        (columns.start, rows.stop),
    ]
    ring = [(a * x + b * y + c, d * x + e * y + f) for x, y in (*corners, corners[0])]
    area = geodesic_area(place.crs, [ring])
    return float(area / ((rows.stop - rows.start) * (columns.stop - columns.start)))


def geodesic_area(crs: str, rings: Sequence[Sequence[tuple[float, float]]]) -> float:
    """Measure a polygon, its outline first and then its holes, in square metres."""
    transformer, geod, unit = _tools(crs)
    sizes = []
    for ring in rings:
        xy = _cut(np.asarray(ring, dtype=np.float64), LONGEST / unit)
        longitudes, latitudes = transformer.transform(xy[:, 0], xy[:, 1])
        sizes.append(abs(geod.polygon_area_perimeter(longitudes, latitudes)[0]))
    return float(sizes[0] - sum(sizes[1:]))


def _cut(ring: npt.NDArray[np.float64], longest: float) -> npt.NDArray[np.float64]:
    """Put points on edges, so that none is longer."""
    parts = []
    for start, end in pairwise(ring):
        count = min(max(1, ceil(hypot(*(end - start)) / longest)), 1000)
        parts.append(start + (end - start) * (np.arange(count) / count)[:, None])
    return np.concatenate([*parts, ring[-1:]])


@lru_cache(maxsize=8)
def _tools(crs: str) -> tuple[Any, Any, float]:
    """Give what turns coordinates to longitude and latitude, the ellipsoid, and the metres of a unit."""
    from pyproj import CRS, Transformer

    system = CRS.from_wkt(crs)
    geodetic = system.geodetic_crs
    if geodetic is None:
        from convscope.errors import ConvscopeError

        raise ConvscopeError("the scene's coordinates are not tied to the earth: areas are not known")
    unit = 111_320.0 if system.is_geographic else system.axis_info[0].unit_conversion_factor
    return Transformer.from_crs(system, geodetic, always_xy=True), geodetic.get_geod(), unit
