"""A step's integers, worked out once."""

import numpy as np

from convscope.ship.c99.grids import Grid
from convscope.ship.c99.kernels import FUNCTIONS as IN_C
from convscope.ship.c99.program import Builder
from convscope.ship.c99.quantised.made import FUNCTIONS, MADE, MOST_BIAS
from convscope.ship.c99.quantised.steps import QuantisedConvolution, Table
from convscope.ship.c99.steps import Convolution, Unary
from convscope.ship.c99.values import Storage, Value


def test_a_channel_has_its_own_scale() -> None:
    """The largest weight of each is 127; a bias that would not fit makes the scale coarser."""
    builder = Builder()
    value = Value((1, 1, 1, 1), (1, 1, 1, 1), Storage(1, grid=Grid(0.1, 5), width=1))
    output = Value((1, 3, 1, 1), (3, 1, 3, 3), Storage(3, grid=Grid(0.5, 0), width=1))
    weight = np.array([1.27, -2.54, 1e-9], np.float32).reshape(3, 1, 1, 1)
    like = Convolution((value,), output, builder.place, weight, np.array([1, -2, 9e3], np.float32), ((1, 1), (1, 1)))
    made = MADE[Convolution](like, (value,), output)
    assert isinstance(made, QuantisedConvolution)
    assert made.weight.ravel().tolist()[:2] == [127, -127] and made.bias.tolist()[:2] == [1000, -1000]
    assert abs(int(made.bias[2])) <= MOST_BIAS and made.zero == 5


def test_a_function_is_a_table() -> None:
    """Every function that the C knows has one; a square's is the square of each number."""
    assert set(FUNCTIONS) == set(IN_C)
    value, output = (Value((1,), (1,), Storage(1, grid=grid, width=1)) for grid in (Grid(1, 0), Grid(64.0, -128)))
    made = MADE[Unary](Unary((value,), output, Builder().place, "square"), (value,), output)
    assert isinstance(made, Table)
    assert made.answers[[128, 128 + 8, 128 - 16]].tolist() == [-128, -127, -124]
