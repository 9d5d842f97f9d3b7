"""Charts."""

import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from convscope.draw.chart import Bars, Chart, Line, Lines, Pictures
from convscope.errors import ConvscopeError

ONE = Line("one", [1, 2], [0.1, 0.2], [0.0, 0.1], [0.2, 0.3])
CHART = Chart(
    "a title",
    "how to read it",
    (
        Lines(
            "lines", "x", [Line("one", [1, 2], [0.1, 0.2], [0.0, 0.1], [0.2, 0.3]), Line("two", [1, 2], [1, 2])], True
        ),
        Bars("bars", ["left", "right"], {"one": [0.5, 0.25], "two": [1, 0]}, percent=True),
        Pictures("pictures", ["up", "down"], np.zeros((2, 3, 4, 5))),
    ),
)


def test_its_words_stand_in_the_svg() -> None:
    """Titles, names, the sentence, and the bars' numbers, as text."""
    root = ElementTree.fromstring(CHART.svg())
    texts = {"".join(element.itertext()).strip() for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"a title", "how to read it", "lines", "bars", "pictures", "one", "two", "up", "25.0%"} <= texts


def test_it_is_saved_whole_as_png_and_svg(tmp_path: Path) -> None:
    """The same bytes twice; nothing else is left in the folder."""
    with Image.open(CHART.save(tmp_path / "a" / "c.png")) as picture:
        assert picture.size[0] > 1000
    assert CHART.save(tmp_path / "a" / "c.svg").read_text("utf-8") == CHART.svg()
    assert {path.name for path in (tmp_path / "a").iterdir()} == {"c.png", "c.svg"}


def test_another_name_is_told(tmp_path: Path) -> None:
    """What it can be saved as."""
    with pytest.raises(ConvscopeError, match=r"end it in \.png or \.svg"):
        CHART.save(tmp_path / "c.pdf")


def test_ticks_are_numbers_to_read() -> None:
    """Powers of two as 1, 2, 4; whole places without halves; shares with as many decimals as tell them apart."""
    doubling = Lines("by batch", "batch", [Line("", [1, 2, 4, 64], [1, 2, 3, 4])], logarithmic=True)
    small = Bars("gap", ["a"], {"one": [0.006], "two": [0.023]}, percent=True)
    whole = Lines("shift", "pixels", [Line("", [0, 1, 2, 3, 4], [1, 1, 2, 2, 3])])
    svg = Chart("ticks", "They are read.", (doubling, small, whole)).svg()
    words = re.findall(r">([^<>]+)</text>", svg)
    assert "mathdefault" not in svg and "64" in words
    shares = [word for word in words if word.endswith("%")]
    assert len(shares) == len(set(shares)) and "0.5" not in words


def test_it_can_stand_among_pictures() -> None:
    """Its pixels are those of the PNG: white paper, and the line's colour on it."""
    chart = Chart("squares", "They grow.", (Lines("n²", "n", [Line("", [1, 2, 3], [1, 4, 9])]),))
    pixels = chart.pixels()
    assert pixels.ndim == 3 and pixels.shape[2] == 3 and pixels.max() == 1
    assert np.isclose(pixels, np.array([0x1F, 0x5F, 0xA8]) / 255).all(-1).any()


def test_many_panels_stand_in_rows() -> None:
    """Three in rows of two: two rows, a quarter of the paper left white, every panel drawn."""
    panels = (Lines("a panel", "x", [ONE]), Lines("another", "x", [ONE]), Lines("the third", "x", [ONE]))
    row, rows = Chart("t", "s", panels), Chart("t", "s", panels, columns=2)
    assert rows.pixels().shape[0] == 2 * row.pixels().shape[0]
    assert 3 * rows.pixels().shape[1] == pytest.approx(2 * row.pixels().shape[1], abs=3)
    assert "the third" in rows.svg()
    height, width = rows.pixels().shape[:2]
    assert rows.pixels()[height // 2 : -height // 10, width // 2 + 40 :].min() == 1
