"""Numbers of any type to bytes."""

import numpy as np
import pytest

from convscope.picture import levels


@pytest.mark.parametrize("dtype", ["uint16", "int16", "int32", "float32", "float64"])
def test_the_two_values_become_black_and_white(dtype: str) -> None:
    """(v - low) · 255 / (high - low), rounded: 100 … 400 in steps of 75 are 0, 63.75, 127.5, 191.25 and 255."""
    numbers = np.array([[100, 175, 250, 325, 400]], dtype=dtype)
    assert levels(numbers, (100, 400)).tolist() == [[0, 64, 128, 191, 255]]


def test_what_lies_beyond_is_held_and_nan_is_black() -> None:
    """Clouds brighter than white are white; no warning comes of numbers that are none."""
    assert levels(np.array([-np.inf, -1, 2, np.inf, np.nan], dtype="float32"), (0, 1)).tolist() == [0, 0, 255, 255, 0]


def test_bytes_stand_for_themselves() -> None:
    """0 … 255 to 0 … 255 changes nothing."""
    every = np.arange(256, dtype=np.uint8)
    assert (levels(every, (0, 255)) == every).all()
