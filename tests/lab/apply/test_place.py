"""Where on the earth a pixel is."""

import pytest

from convscope.lab.apply.place import coordinates


def test_the_middle_of_a_pixel() -> None:
    """In the scene's own coordinates and in degrees; nothing of what is not known."""
    pytest.importorskip("pyproj")
    from pyproj import CRS

    from convscope.apply.scenes.place import Place

    place = Place(CRS.from_epsg(32618).to_wkt(), (30.0, 0.0, 500_000.0, 0.0, -30.0, 4_000_000.0))
    found = coordinates(place, 0, 0)
    assert found["xy"] == [500_015.0, 3_999_985.0]
    assert found["lonlat"] == pytest.approx([-74.999833, 36.144584], abs=1e-5)
    assert coordinates(Place("", place.transform), 0, 0)["lonlat"] is None
    assert coordinates(Place(), 0, 0) == {"xy": None, "lonlat": None}
