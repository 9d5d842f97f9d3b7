"""Claim 41 measured: what a map at a stride can tell of positions at best."""

import numpy as np
import pytest

from convscope.lab.lessons.positions import from_cells, position_left, position_regions, positions, regions


def test_the_finer_the_map_the_more_is_left() -> None:
    """All at stride 1; four of five at 32."""
    left = [float(position_left(stride).removesuffix(" %")) for stride in (1, 2, 8, 32)]
    assert left[0] == 100 and left == sorted(left, reverse=True) and left[-1] < 85
    assert position_regions() == 4


def test_regions_are_of_equal_size_and_scored_as_by_hand() -> None:
    """Halves that a cell cuts: its shares decide, enlarged half-way to the neighbour's."""
    picture = np.random.default_rng(0).integers(0, 256, (80, 60, 3), dtype=np.uint8)
    counts = np.bincount(regions(picture).ravel())
    assert len(counts) == 4 and counts.max() - counts.min() < 0.02 * 80 * 60
    truth = np.zeros((4, 8), np.int64)
    truth[:, 5:] = 1  # cells of 4: all of class 0, and one of which three quarters are class 1
    found, iou = from_cells(truth, 4)
    assert found[0].tolist() == [0, 0, 0, 0, 0, 1, 1, 1] and iou == 1
    truth[:, 5:7] = 0  # a quarter is class 1: it is gone
    found, iou = from_cells(truth, 4)
    assert not found.any() and iou == pytest.approx((28 / 32 + 0) / 2)


def test_a_picture_comes_with_both_maps() -> None:
    """Of any size; the cells of the map are counted."""
    told = positions(np.random.default_rng(0).integers(0, 256, (70, 50, 1), dtype=np.uint8), 16)
    assert told["cells"] == [5, 4] and 0 < told["iou"] < 1 and 0 < told["wrong"] < 1
    assert told["truth"].startswith("data:image/png") and told["png"] != told["truth"]
