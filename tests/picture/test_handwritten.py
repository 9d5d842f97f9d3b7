"""A drawing brought to MNIST's form."""

import numpy as np
import pytest

from convscope.errors import ConvscopeError
from convscope.picture.handwritten import as_digit


@pytest.mark.parametrize(("down", "across"), [(0, 0), (60, 20), (110, 90)])
def test_where_and_how_large_it_was_drawn_is_all_the_same(down: int, across: int) -> None:
    """An L of 80 × 50 pixels anywhere: 20 pixels high, its centre of mass within half a pixel of (14, 14)."""
    drawing = np.zeros((200, 160, 1), np.uint8)
    drawing[down : down + 80, across : across + 10] = 255
    drawing[down + 70 : down + 80, across : across + 50] = 255
    digit = as_digit(drawing)[..., 0].astype(float)
    assert digit.shape == (28, 28) and int((digit.sum(1) > 0).sum()) == 20
    centre = [(digit.sum(axis) * np.arange(28)).sum() / digit.sum() for axis in (1, 0)]
    assert np.abs(np.array(centre) - 14).max() <= 0.5


def test_nothing_drawn_is_black_and_colour_is_refused() -> None:
    """Faint specks are no ink; three channels are told."""
    assert not as_digit(np.full((9, 9, 1), 5, np.uint8)).any()
    assert as_digit(np.full((1, 1, 1), 255, np.uint8)).any()
    with pytest.raises(ConvscopeError, match="3 channels"):
        as_digit(np.zeros((9, 9, 3), np.uint8))


def test_a_digit_of_mnists_form_stays_as_it_is() -> None:
    """Brought there twice, it does not change any more."""
    drawing = np.zeros((140, 140, 1), np.uint8)
    drawing[20:120, 60:75] = drawing[20:35, 40:75] = 255
    digit = as_digit(drawing)
    assert (as_digit(digit) == digit).all()
