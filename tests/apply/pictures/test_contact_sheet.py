"""A contact sheet."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.apply.pictures.contact_sheet import MOST, SIDE, check_sheet, contact_sheet, tile
from convscope.errors import ConvscopeError


def test_a_picture_lies_whole_in_the_middle_of_white(tmp_path: Path) -> None:
    """Twice as wide as high: the middle half of the rows is the picture."""
    Image.new("RGB", (400, 200), (10, 20, 30)).save(tmp_path / "a.png")
    shown = tile(tmp_path / "a.png")
    assert shown.shape == (SIDE, SIDE, 3)
    assert (shown[SIDE // 4 : -SIDE // 4] == (10, 20, 30)).all() and (shown[: SIDE // 4] == 255).all()


@pytest.mark.parametrize("size", [(1, 1), (5000, 30), (30, 5000)])
@pytest.mark.parametrize("mode", ["L", "RGBA", "CMYK", "I;16", "1", "P"])
def test_any_picture_has_a_tile(tmp_path: Path, size: tuple[int, int], mode: str) -> None:
    """One pixel, a thin strip, grey, transparent, CMYK, 16 bits, a palette."""
    Image.new(mode, size).save(tmp_path / "a.tif")
    assert tile(tmp_path / "a.tif").shape == (SIDE, SIDE, 3)


def test_what_cannot_be_read_is_grey(tmp_path: Path) -> None:
    """Its place is kept."""
    assert np.unique(tile(tmp_path / "gone.png")).tolist() == [216]


def test_more_than_fit_are_counted(tmp_path: Path) -> None:
    """The sentence says how many are not shown."""
    Image.new("L", (4, 4)).save(tmp_path / "a.png")
    view = contact_sheet([(tmp_path / "a.png", "x")] * (MOST + 3), title="t", sentence="s.", columns=8)
    assert len(view.array) == MOST and view.hidden == 3 and view.sentence == "s. 3 more are not shown."


def test_another_ending_is_told() -> None:
    """Before the work."""
    with pytest.raises(ConvscopeError, match=r"end it in \.png"):
        check_sheet("sheet.pdf")
