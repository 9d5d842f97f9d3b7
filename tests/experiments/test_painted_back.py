"""What comes back from a depth, and how it is measured."""

import numpy as np

from convscope.experiments.painted_back import PaintedBack, averaged, distance, error_of, laid_about


def test_a_move_is_measured_and_an_error_is_a_share() -> None:
    """Three down, four left is five pixels; an even grey is 100 % wrong, twice the contrast as well."""
    picture = np.zeros((12, 12, 3), np.uint8)
    picture[4:7, 5:8] = 200
    assert distance(np.roll(picture, (3, -4), axis=(0, 1)), picture) == 5.0
    assert distance(picture // 2 + 40, picture) == 0.0
    flat = np.full((2, 2, 1), 100, np.uint8)
    two = np.array([[[0], [200]], [[200], [0]]], np.uint8)
    assert error_of(flat, two) == 1.0 and error_of(two, two) == 0.0


def test_pictures_are_laid_about_by_the_seed() -> None:
    """No pixel is lost, no picture goes further than it may, and the same seed lays them alike."""
    pictures = np.zeros((20, 16, 16, 1), np.uint8)
    pictures[:, 6:9, 6:9] = 9
    laid = laid_about(pictures, 4, seed=0)
    assert (laid.sum((1, 2, 3)) == 81).all() and np.array_equal(laid, laid_about(pictures, 4, seed=0))
    moves = [distance(one, two) for one, two in zip(laid, pictures, strict=True)]
    assert 0 < max(moves) <= np.hypot(4, 4)


def test_trainings_are_averaged() -> None:
    """Depth by depth; the pictures are the first's."""
    one = PaintedBack((4,), (0.0,), (0.2,), (1.0,), np.zeros((2, 1, 1, 1), np.uint8))
    two = PaintedBack((4,), (0.5,), (0.4,), (3.0,), np.ones((2, 1, 1, 1), np.uint8))
    both = averaged([one, two])
    assert (both.missed, both.off) == ((0.25,), (2.0,)) and abs(both.error[0] - 0.3) < 1e-12
    assert both.pictures is one.pictures
