"""Panels as SVG for the page."""

import re
from collections.abc import Sequence
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from convscope.draw import panel_svg
from convscope.draw.chart import Bars, Line, Lines
from convscope.draw.panels import COLOURS, INK

PALETTE = COLOURS[:2]

SPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def curve(name: str, values: Sequence[float]) -> Line:
    return Line(name, range(1, len(values) + 1), values)


def curves_svg(curves: Sequence[Line], *, title: str, percent: bool = False, marked: int | None = None) -> str:
    return panel_svg(Lines(title, "epoch", curves, percent, [] if marked is None else [marked]))


def parsed(svg: str) -> ElementTree.Element:
    """Read the element as XML; inside HTML the two namespaces are implied."""
    return ElementTree.fromstring(svg.replace("<svg ", f"<svg {SPACES} ", 1))


def lines(svg: str, colour: str) -> list[list[tuple[float, float]]]:
    """Points of each path drawn in a colour."""
    found = []
    for element in parsed(svg).iter("{http://www.w3.org/2000/svg}path"):
        if f"stroke: {colour}" in element.get("style", "") and element.get("clip-path"):
            points = re.findall(r"[ML] ([-\d.]+) ([-\d.]+)", element.get("d", ""))
            found.append([(float(x), float(y)) for x, y in points])
    return found


@pytest.fixture(scope="module")
def drawn() -> str:
    """Two curves of five epochs, the third marked."""
    curves = [curve("train", [0.5, 0.3, 0.2, 0.15, 0.1]), curve("validation", [0.6, 0.4, 0.35, 0.5, 0.55])]
    return curves_svg(curves, title="loss", marked=3)


def test_curves_are_well_formed_svg(drawn: str) -> None:
    """One svg element, with a role and a name for those who cannot see it, and nothing around it."""
    element = parsed(drawn)
    assert element.tag == "{http://www.w3.org/2000/svg}svg"
    assert (element.get("role"), element.get("aria-label")) == ("img", "loss")
    assert drawn.startswith("<svg ") and drawn.endswith("</svg>")


def test_the_ink_is_the_pages_own(drawn: str) -> None:
    """Everything but the two lines is currentColor, so that it reads in light and in dark."""
    assert INK not in drawn
    assert set(re.findall(r"(?:stroke|fill): (#\w+|currentColor)", drawn)) == {"currentColor", *PALETTE}


def test_nothing_outside_is_referred_to(drawn: str) -> None:
    """No address but those of parts of the drawing itself, which are all there."""
    assert "http" not in drawn
    references = re.findall(r'href="([^"]*)"', drawn) + re.findall(r"url\(([^)]*)\)", drawn)
    names = set(re.findall(r'id="([^"]*)"', drawn))
    assert references
    assert all(reference.startswith("#") and reference[1:] in names for reference in references)
    assert "<metadata" not in drawn and "font-face" not in drawn and "@import" not in drawn


def test_a_curve_has_a_point_an_epoch_at_its_height(drawn: str) -> None:
    """Five points each, evenly spaced, their heights in proportion to the values; higher values are higher up."""
    for colour, values in zip(PALETTE, ([0.5, 0.3, 0.2, 0.15, 0.1], [0.6, 0.4, 0.35, 0.5, 0.55]), strict=True):
        (points,) = lines(drawn, colour)
        assert len(points) == 5
        steps = [after[0] - before[0] for before, after in pairwise(points)]
        assert steps == pytest.approx([steps[0]] * 4, rel=1e-4)
        scale = (points[0][1] - points[1][1]) / (values[0] - values[1])
        assert scale < 0
        assert [y - points[0][1] for _, y in points] == pytest.approx(
            [scale * (value - values[0]) for value in values], rel=1e-3, abs=1e-3
        )


def test_the_marked_epoch_is_where_its_point_is(drawn: str) -> None:
    """The dotted line stands at the third point; without a mark there is none."""
    (points,) = lines(drawn, PALETTE[1])
    upright = [line for line in lines(drawn, "currentColor") if len(line) == 2 and line[0][0] == line[1][0]]
    assert [line[0][0] for line in upright] == pytest.approx([points[2][0]], abs=1e-3)
    plain = curves_svg([curve("train", [1.0, 2.0])], title="loss")
    assert not [line for line in lines(plain, "currentColor") if line[0][0] == line[1][0]]


def test_names_and_title_are_text(drawn: str) -> None:
    """They can be selected and searched for, in the page's own font."""
    texts = [element.text for element in parsed(drawn).iter("{http://www.w3.org/2000/svg}text")]
    assert {"loss", "epoch", "train", "validation"} <= set(texts)
    assert set(re.findall(r"font(?:-family|: [0-9.]+px):? ([^;\"]*)", drawn)) == {"system-ui, sans-serif"}


def test_a_title_is_only_text() -> None:
    """Angle brackets, quotes, backslashes and dollar signs neither break the drawing nor become part of it."""
    title = r'"><script>1</script> & $\frac$ \1 $_$'
    element = parsed(curves_svg([curve("$_$ <b>", [1.0, 2.0])], title=title))
    assert element.get("aria-label") == title
    texts = {text.text for text in element.iter("{http://www.w3.org/2000/svg}text")}
    assert {title, "$_$ <b>"} <= texts


def test_shares_are_written_in_percent() -> None:
    """An accuracy of 0.5 is 50%."""
    texts = [text.text or "" for text in parsed(curves_svg([curve("a", [0.0, 1.0])], title="t", percent=True)).iter()]
    assert "100%" in [text.strip() for text in texts]


def test_the_same_curves_give_the_same_drawing(drawn: str) -> None:
    """No date and no random name, so that a report made twice is one report."""
    curves = [curve("train", [0.5, 0.3, 0.2, 0.15, 0.1]), curve("validation", [0.6, 0.4, 0.35, 0.5, 0.55])]
    assert curves_svg(curves, title="loss", marked=3) == drawn


def test_one_epoch_can_be_drawn() -> None:
    """A run stopped after its first epoch still has curves."""
    (points,) = lines(curves_svg([curve("train", [0.5])], title="loss"), PALETTE[0])
    assert len(points) == 1


def test_bars_can_be_drawn_too() -> None:
    """With their names and numbers, in the page's ink."""
    svg = panel_svg(Bars("counts", ["left", "right"], {"one": [0.5, 0.25]}, percent=True))
    texts = {element.text for element in parsed(svg).iter("{http://www.w3.org/2000/svg}text")}
    assert {"counts", "left", "right", "50.0%"} <= texts
    assert set(re.findall(r"(?:stroke|fill): (#\w+|currentColor)", svg)) == {"currentColor", PALETTE[0]}


def test_many_points_have_no_dots() -> None:
    """A line of 200 epochs is a line."""
    assert "<use" in curves_svg([curve("", [0.5] * 20)], title="few")
    many = curves_svg([curve("", [0.5] * 200)], title="many")
    assert not [use for use in re.findall(r"<use[^>]*>", many) if PALETTE[0] in use]


def test_one_epoch_stands_at_its_number() -> None:
    """Not between 0.945 and 1.05."""
    svg = parsed(curves_svg([curve("a", [0.5])], title="t"))
    texts = [(element.text or "").strip() for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[: texts.index("epoch")] == ["1"]
