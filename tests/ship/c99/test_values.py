"""Where numbers lie."""

import numpy as np
import pytest

from convscope.ship.c99.program import Builder
from convscope.ship.c99.values import channels_last, collapsed, dense, in_order, nesting, row_major, viewed


def test_a_reshape_is_a_view_where_numpy_says_so() -> None:
    """On every order of four axes: the strides given are those of the reshaped array, or there are none."""
    shape = (1, 4, 3, 2)
    for order in ((0, 1, 2, 3), (0, 2, 3, 1), (0, 3, 2, 1), (3, 1, 2, 0)):
        strides = in_order(shape, order)
        memory = np.arange(24)
        seen = np.lib.stride_tricks.as_strided(memory, shape, [8 * stride for stride in strides])
        for wanted in ((1, 24), (4, 6), (1, 2, 2, 3, 2), (4, 3, 1, 2), (12, 2), (2, 12), (24,)):
            made = viewed(shape, strides, wanted)
            if made is not None:
                again = np.lib.stride_tricks.as_strided(memory, wanted, [8 * stride for stride in made])
                np.testing.assert_array_equal(again, seen.reshape(wanted))
            else:
                assert not np.shares_memory(seen.reshape(wanted), memory)


def test_pixels_lie_side_by_side_channel_by_channel() -> None:
    """Of (1, 3, 4, 5): a channel is one on, a column three, a row fifteen."""
    assert channels_last((1, 3, 4, 5)) == (60, 1, 15, 3) and row_major((3, 4)) == (4, 1)
    assert nesting((1, 3, 4, 5), (60, 1, 15, 3)) == (2, 3, 1, 0)


def test_a_run_with_a_hole_is_not_dense() -> None:
    """Every second column is not."""
    assert dense((3, 4), (4, 1)) and dense((3, 4), (1, 3)) and not dense((3, 2), (4, 2))


def test_axes_walked_as_one_are_one() -> None:
    """Both dense: one axis; one of them repeated: two."""
    assert collapsed((2, 3, 4), (12, 4, 1), (12, 4, 1)) == ((24,), ((1,), (1,)))
    assert collapsed((2, 3, 4), (12, 4, 1), (0, 0, 1)) == ((6, 4), ((4, 1), (0, 1)))


@pytest.mark.parametrize("shape", [(), (5,), (3, 1, 1), (2, 3, 4, 5)])
def test_a_constant_keeps_its_numbers(shape: tuple[int, ...]) -> None:
    """However it is laid out, its array is the one given."""
    numbers = np.random.default_rng(0).random(shape, np.float32)
    np.testing.assert_array_equal(Builder().constant(numbers).array, numbers)
