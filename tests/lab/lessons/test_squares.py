"""Claim 32's pictures: what a square takes from a rectangle."""

import numpy as np
import pytest

from convscope.lab.lessons.squares import squares


@pytest.mark.parametrize("shape", [(40, 60, 3), (60, 40, 1), (900, 600, 3)])
def test_each_way_takes_what_it_says(shape: tuple[int, int, int]) -> None:
    """Two thirds as long on one side: a third is cut off, or a third is black."""
    found = squares(np.full(shape, 200, np.uint8), 60)
    stretch, crop, letterbox = found["ways"]
    assert [one["name"] for one in found["ways"]] == ["stretch", "crop", "letterbox"]
    assert stretch["stretched"] == pytest.approx(shape[0] / shape[1]) and stretch["lost"] == stretch["empty"] == 0
    assert crop["lost"] == pytest.approx(1 / 3) and crop["stretched"] == 1 and crop["empty"] == 0
    assert letterbox["empty"] == pytest.approx(1 / 3, abs=0.01) and letterbox["lost"] == 0
