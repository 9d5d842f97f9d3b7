"""Areas on the ellipsoid."""

from math import log, pi, radians, sin, sqrt

import pytest
from pyproj import CRS

from convscope.apply.scenes.areas import geodesic_area, pixel_area
from convscope.apply.scenes.place import Place

A, F = 6_378_137.0, 1 / 298.257223563


def zone(south: float, north: float) -> float:
    """Give the area between two latitudes around the WGS 84 ellipsoid, by its closed formula (Snyder 1987, 3-12)."""
    e = sqrt(F * (2 - F))

    def q(latitude: float) -> float:
        s = sin(radians(latitude))
        return (1 - e * e) * (s / (1 - e * e * s * s) - log((1 - e * s) / (1 + e * s)) / (2 * e))

    return pi * A * A * (q(north) - q(south))


def wkt(code: int) -> str:
    return str(CRS.from_epsg(code).to_wkt())


@pytest.mark.parametrize("latitude", [0.0, 48.0, 80.0])
def test_a_pixel_of_degrees_is_smaller_to_the_north(latitude: float) -> None:
    """A square of 0.1°: a 3600th of its zone, to a millionth, though edges along parallels are no geodesics."""
    place = Place(wkt(4326), (0.1, 0, 11, 0, -0.1, latitude + 0.1))
    area = pixel_area(place, slice(0, 1), slice(0, 1))
    assert area == pytest.approx(zone(latitude, latitude + 0.1) / 3600, rel=1e-6)


def test_a_pixel_of_metres_has_its_map_scale() -> None:
    """30 m in the middle of a UTM zone are 30 / 0.9996 m on the ground."""
    place = Place(wkt(32633), (30, 0, 500_000, 0, -30, 5_000_000))
    area = pixel_area(place, slice(0, 1), slice(0, 1))
    assert area == pytest.approx((30 / 0.9996) ** 2, rel=1e-5)


def test_a_windows_pixels_have_their_mean() -> None:
    """That of a hundred pixels is the mean of each one's."""
    place = Place(wkt(4326), (0.01, 0, 11, 0, -0.01, 60))
    each = [pixel_area(place, slice(row, row + 1), slice(0, 1)) or 0 for row in range(10)]
    assert pixel_area(place, slice(0, 10), slice(0, 10)) == pytest.approx(sum(each) / 10, rel=1e-6)


def test_holes_are_taken_off_and_a_place_that_is_not_known_has_no_area() -> None:
    """A square of 2 km with a hole of 1 km."""

    def square(side: float) -> list[tuple[float, float]]:
        return [(500_000 + x * side, 5_000_000 + y * side) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]

    assert geodesic_area(wkt(32633), [square(2000), square(1000)]) == pytest.approx(3e6 / 0.9996**2, rel=1e-5)
    assert pixel_area(Place(), slice(0, 1), slice(0, 1)) is None
