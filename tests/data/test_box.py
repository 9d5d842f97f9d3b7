"""Boxes around objects."""

import numpy as np
import pytest

from convscope.data.box import Box, Boxes, within
from convscope.errors import BrokenData


def box(*edges: float, relative: bool = False) -> Box:
    return Box("cat", (edges[0], edges[1], edges[2], edges[3]), "a.json, annotation 7", relative=relative)


def test_a_box_within_its_picture_stays() -> None:
    """Shares become pixels; what the digits of shares lose at the border is no reaching out."""
    assert within(box(1, 2, 3, 4), 10, 20) == ((1, 2, 3, 4), False)
    assert within(box(0.5, 0.25, 1.0, 0.5, relative=True), 100, 200) == ((100, 25, 200, 50), False)
    assert within(box(0.9, 0.9, 1.0005, 1.0, relative=True), 100, 100) == ((90, 90, 100, 100), False)


def test_one_that_reaches_out_is_cut_and_told_and_one_without_size_is_none() -> None:
    """At either side."""
    assert within(box(-3, 2, 30, 4), 10, 20) == ((0, 2, 20, 4), True)
    assert within(box(3, 2, 3, 4), 10, 20) == (None, False)


@pytest.mark.parametrize(
    ("edges", "said"),
    [
        ((0, 0, float("nan"), 1), "a side that is not a number"),
        ((0, 0, float("inf"), 1), "a side that is not a number"),
        ((5, 0, 2, 1), "-3 wide and 1 high"),
        ((20, 0, 30, 5), "beside its picture of 10 × 20"),
        ((0, -9, 3, -2), "beside its picture"),
    ],
)
def test_what_is_no_box_is_told_with_its_place(edges: tuple[float, ...], said: str) -> None:
    """The file and the annotation come first."""
    with pytest.raises(BrokenData, match=r"^a\.json, annotation 7 ") as caught:
        within(box(*edges), 10, 20)
    assert said in str(caught.value)


def test_a_pictures_rows_are_found() -> None:
    """One without a box has none."""
    numbers = np.array([0, 0, 2], dtype=np.int64)
    boxes = Boxes(np.zeros((3, 4)), numbers, np.zeros(3, dtype=bool), numbers, np.ones((3, 2), dtype=np.int64))
    assert [boxes.rows_of(picture) for picture in range(3)] == [slice(0, 2), slice(2, 2), slice(2, 3)]
