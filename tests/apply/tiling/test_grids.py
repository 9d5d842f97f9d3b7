"""Where tiles may begin, and which pixels they need."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from torch import nn

from convscope.apply.tiling import CannotTile
from convscope.apply.tiling.following import follow
from convscope.apply.tiling.grids import grids, needed, stride
from convscope.network import trace
from convscope.network.exact import receptive_set

Make = Callable[[str], nn.Module]


@pytest.mark.parametrize("name", ["size", "bicubic", "transposed", "ceil", "dense"])
def test_what_is_needed_holds_the_receptive_set(hard: Make, name: str) -> None:
    """At the ends and between: all that the answer depends on, and two of its coarsest places more at most."""
    network = trace(hard(name), (3, 83, 70))
    answer = network.answers[0]
    axis = follow(network, 0, answer)
    for place in (0, 1, 17, 40, 41, 81, 82):
        low, high = needed(axis, (place, place))
        read = np.flatnonzero(receptive_set(network, network.layers[answer].name, (place, 33)).any(axis=1))
        assert low <= read[0] <= read[-1] <= high
        if 25 < place < 55:
            assert max(read[0] - low, high - read[-1]) <= 2 * stride(grids(network, axis))


def test_at_a_border_the_tile_reaches_it() -> None:
    """A place whose windows read padding needs the very first pixel, so that the padding is where it is."""
    network = trace(nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.Conv2d(4, 2, 3, padding=1)), (3, 50, 50))
    axis = follow(network, 0, 1)
    assert needed(axis, (2, 4)) == (0, 6)
    assert needed(axis, (20, 24)) == (18, 26)
    assert needed(axis, (47, 49)) == (45, 49)


def test_strides_of_all_maps_count(hard: Make) -> None:
    """The hourglass halves twice; its grown maps stand on the skips' grids at sizes that do not divide."""
    network = trace(hard("size"), (3, 83, 70))
    apart = grids(network, follow(network, 0, network.answers[0]))
    assert set(apart.values()) == {Fraction(1), Fraction(2), Fraction(4)}
    assert stride(apart) == 4


def test_grids_that_do_not_meet_are_told(wired: Callable[..., nn.Module]) -> None:
    """One row in two added to one row in three: a shape that fits by chance."""

    def wiring(net: Any, x: Any) -> Any:
        return net.two(x)[:, :, :8] + net.three(x)[:, :, :8]

    network = trace(
        wired(wiring, two=nn.Conv2d(3, 2, 1, stride=(2, 1)), three=nn.Conv2d(3, 2, 1, stride=(3, 1))), (3, 30, 9)
    )
    with pytest.raises(CannotTile, match="different grids meet"):
        grids(network, follow(network, 0, network.answers[0]))
