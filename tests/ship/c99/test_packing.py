"""Weights in the kernels' order."""

import numpy as np

from convscope.ship.c99.packing import blocks, packed
from convscope.ship.c99.program import Builder
from convscope.ship.c99.steps import Convolution


def test_blocks_hold_every_channel_once() -> None:
    """From 1 to 64 channels; never more than three lanes are empty but in the last wide block."""
    for channels in range(1, 65):
        made = blocks(channels)
        assert sum(count for _, count in made) == channels and all(count <= wide for wide, count in made)


def test_a_block_is_biases_then_taps() -> None:
    """Two channels in a block of four: rows, columns, inputs, and the channels side by side."""
    builder = Builder()
    value = builder.new((1, 3, 2, 2))
    weight = np.arange(2 * 3 * 1 * 2, dtype=np.float32).reshape(2, 3, 1, 2)
    bias = np.array([7, 8], np.float32)
    made = packed(Convolution((value,), value, builder.place, weight, bias, ((2, 2), (2, 1)))).reshape(-1, 4)
    np.testing.assert_array_equal(made[0], [7, 8, 0, 0])
    np.testing.assert_array_equal(made[1 + 1 * 3 + 2, :2], weight[:, 2, 0, 1])
    assert len(made) == 1 + 6
