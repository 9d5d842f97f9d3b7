"""Where on the earth a scene lies."""

import pytest
from pyproj import CRS

from convscope.apply.scenes.place import Place, geographic, ground

UTM, DEGREES = CRS.from_epsg(32633).to_wkt(), CRS.from_epsg(4326).to_wkt()


def test_a_pixel_spans_metres_on_the_ground() -> None:
    """Of metres, and of degrees, where it is the side of a square of its area; of neither it is not known."""
    assert ground(Place(UTM, (30, 0, 500_000, 0, -30, 5e6)), 10, 10) == pytest.approx(30, rel=1e-3)
    assert ground(Place(DEGREES, (1e-4, 0, 11, 0, -1e-4, 60)), 10, 10) == pytest.approx(11.132 * 0.5**0.5, rel=5e-3)
    assert ground(Place("", (1, 0, 0, 0, 1, 0)), 10, 10) is None
    assert geographic(Place(DEGREES)) and not geographic(Place(UTM)) and not geographic(Place())


@pytest.mark.parametrize(
    ("transform", "said"),
    [
        ((30, 0, 0, 0, -30, 0), ""),
        ((30, 1, 0, 1, -30, 0), "rotated"),
        ((30, 0, 0, 0, 30, 0), "southernmost"),
        ((30, 0, 0, 0, -15, 0), "not square: 30 across, 15 down"),
    ],
)
def test_what_is_unusual_is_said(transform: tuple[float, ...], said: str) -> None:
    """And nothing of a usual one."""
    told = " ".join(map(str, Place(UTM, transform).notes()))  # type: ignore[arg-type]
    assert said in told and bool(said) == bool(told)
