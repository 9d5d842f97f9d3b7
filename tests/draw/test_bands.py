"""Small charts of a spread."""

import re
from xml.etree import ElementTree

from convscope.draw import bands_svg

NAN = float("nan")


def points(svg: str, kind: str) -> list[list[tuple[float, float]]]:
    """Corners of each element of a kind."""
    found = re.findall(rf'<{kind} points="([^"]*)"', svg)
    return [[(float(x), float(y)) for x, y in (pair.split(",") for pair in one.split())] for one in found]


def test_heights_are_in_proportion() -> None:
    """The widest band fills the height, the line lies where its numbers are, and so does zero."""
    svg = bands_svg([0, 1, 2], [([-2, -2, -2], [2, 2, 2]), ([-1, -1, -1], [1, 1, 1])], [-1, 0, 1], title="a")
    outer, inner = points(svg, "polygon")
    assert {y for _, y in outer} == {4, 60} and {y for _, y in inner} == {18, 46}
    (line,) = points(svg, "polyline")
    assert line == [(4, 46), (80, 32), (156, 18)]
    assert "M4.0 32.0H156.0" in svg
    assert ElementTree.fromstring(svg).get("aria-label") == "a: -2 to 2"


def test_epochs_stand_where_they_are() -> None:
    """Epoch 1 of 0, 1, 4 is a quarter of the way."""
    (line,) = points(bands_svg([0, 1, 4], [([0, 0, 0], [1, 1, 1])], [0, 1, 0], title=""), "polyline")
    assert [x for x, _ in line] == [4, 42, 156]


def test_numbers_that_are_none_are_left_out() -> None:
    """A weight that ran away ends its line; of nothing but such nothing is drawn, and of one value something."""
    (line,) = points(bands_svg([0, 1, 2], [([0, 0, NAN], [1, 2, NAN])], [0.5, 1, NAN], title="<"), "polyline")
    assert len(line) == 2
    ElementTree.fromstring(bands_svg([0, 1], [([NAN, NAN], [NAN, NAN])], [NAN, NAN], title="<"))
    ElementTree.fromstring(bands_svg([0], [([1], [1])], [1], title='"<'))
