"""Steps on integers."""

import pytest

from convscope.ship.c99.grids import Grid
from convscope.ship.c99.quantised.steps import grid_of
from convscope.ship.c99.values import Storage


def test_only_what_is_in_integers_has_a_grid() -> None:
    """A byte a number there, four in float."""
    grid = Grid(0.5, 3)
    assert grid_of(Storage(7, grid=grid, width=1)) is grid and Storage(7, grid=grid, width=1).bytes == 7
    with pytest.raises(AssertionError):
        grid_of(Storage(7))
    assert Storage(7).bytes == 28
