"""Mean average precision of boxes, by hand."""

import numpy as np
import pytest

from convscope.data.box import Boxes
from convscope.training.detection.scores import FoundBoxes, mean_average_precision


def boxes(rows: list[tuple[int, int, tuple[float, ...]]], pictures: int = 2, crowd: tuple[int, ...] = ()) -> Boxes:
    """(picture, class, edges) each."""
    return Boxes(
        np.array([edges for _, _, edges in rows], dtype=np.float64).reshape(-1, 4),
        np.array([label for _, label, _ in rows], dtype=np.int64),
        np.array([number in crowd for number in range(len(rows))], dtype=bool),
        np.array([picture for picture, _, _ in rows], dtype=np.int64),
        np.full((pictures, 2), 100, dtype=np.int64),
    )


def found(rows: list[tuple[int, int, float, tuple[float, ...]]]) -> FoundBoxes:
    """(picture, class, score, edges) each."""
    return FoundBoxes(
        np.array([edges for *_, edges in rows], dtype=np.float64).reshape(-1, 4),
        np.array([score for _, _, score, _ in rows], dtype=np.float32),
        np.array([label for _, label, _, _ in rows], dtype=np.int64),
        np.array([picture for picture, *_ in rows], dtype=np.int64),
    )


A, B, AWAY = (10.0, 10, 50, 50), (60.0, 60, 90, 90), (0.0, 60, 30, 90)


def test_all_found_is_1_and_nothing_found_is_0() -> None:
    """Classes that do not occur count for nothing."""
    truth = boxes([(0, 0, A), (1, 1, B)])
    scores = mean_average_precision(truth, [0, 1], found([(0, 0, 0.9, A), (1, 1, 0.8, B)]), classes=3)
    assert scores.map_50 == pytest.approx(1) == pytest.approx(scores.map) and np.isnan(scores.each[2])
    nothing = mean_average_precision(truth, [0, 1], found([]), classes=3)
    assert nothing.map_50 == 0 == nothing.map and np.isnan(nothing.each_50[2])


def test_a_surer_wrong_one_halves_the_precision() -> None:
    """One box, found second: precision 1/2 at every recall."""
    told = mean_average_precision(boxes([(0, 0, A)]), [0], found([(0, 0, 0.9, AWAY), (0, 0, 0.8, A)]), classes=1)
    assert told.map_50 == pytest.approx(0.5)
    twice = mean_average_precision(boxes([(0, 0, A), (0, 0, B)]), [0], found([(0, 0, 0.9, A)]), classes=1)
    assert twice.map_50 == pytest.approx(51 / 101)  # recalls 0, 0.01, … 0.5 of 101


def test_a_box_that_is_a_little_off_counts_at_50_and_not_beyond() -> None:
    """40 of 48 pixels across: an IoU of 0.833, right at 0.5, 0.55, … 0.8: 7 of 10."""
    told = mean_average_precision(boxes([(0, 0, A)]), [0], found([(0, 0, 0.9, (10, 10, 58, 50))]), classes=1)
    assert told.map_50 == pytest.approx(1) and told.map == pytest.approx(0.7)


def test_what_is_found_in_a_crowd_is_not_wrong() -> None:
    """A surer box there does not lower the precision; the crowd itself need not be found."""
    truth = boxes([(0, 0, A), (0, 0, (50, 50, 100, 100))], crowd=(1,))
    told = mean_average_precision(truth, [0], found([(0, 0, 0.95, B), (0, 0, 0.8, A)]), classes=1)
    assert told.map_50 == pytest.approx(1)


def test_only_the_pictures_that_are_asked_for_count() -> None:
    """By their numbers in the data set."""
    truth = boxes([(0, 0, A), (1, 0, B)])
    assert mean_average_precision(truth, [1], found([(1, 0, 0.9, B)]), classes=1).map_50 == pytest.approx(1)
