"""Grids and the integer arithmetic between them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope.ship.c99.grids import Grid, packed, scaled


@given(st.floats(2.0**-30, 2.0**13), st.integers(-(2**30), 2**30))
def test_a_scaled_sum_is_its_product_rounded(factor: float, total: int) -> None:
    """Within 1/64 and the rounding itself of the real product, or beyond every grid where that is."""
    made, real = int(scaled(np.array([total]), packed([factor]))[0]), total * factor
    if abs(real) <= 255:
        assert abs(made - real) <= 0.5 + 1 / 64
    else:
        assert abs(made) >= 255 - 1 and np.sign(made) == np.sign(real)


def test_by_hand() -> None:
    """1000 · 0.25, its opposite; 3 · 0.5 rounds up; a factor too small is 0; a negative one is refused."""
    assert scaled(np.array([1000, -1000, 3]), packed([0.25, 0.25, 0.5])).tolist() == [250, -250, 2]
    assert int(packed(1e-12)) == 0 and int(scaled(np.array(2**30), packed(1e-12))) == 0
    with pytest.raises(ValueError, match="no ratio of grids"):
        packed(-1.0)


@given(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_zero_is_on_every_grid(one: float, other: float) -> None:
    """And both ends are, within a step: the zero is rounded to the grid."""
    low, high = sorted((one, other))
    grid = Grid.over(low, high)
    numbers = np.array([0.0, low, high])
    back = grid.real(grid.nearest(numbers))
    assert back[0] == 0 and (np.abs(back - numbers) <= grid.scale * (1 + 1e-9)).all()


def test_a_cut_is_a_number_of_the_grid() -> None:
    """ReLU6 on a grid from 0 to 12: 0 is the first, 6 the middle; an open end is the last."""
    grid = Grid.over(0.0, 12.75)
    assert grid.ends(0.0, 6.0) == (-128, -8) and grid.ends(-np.inf, np.inf) == (-128, 127)
