"""The pixels a unit can see, cut out."""

import numpy as np
import pytest
from torch import nn

from convscope.errors import ConvscopeError
from convscope.loading import load
from convscope.look.patches import OUTSIDE, bounds, check_sees, cut
from convscope.network import trace


def test_where_a_unit_reads_padding_its_patch_is_grey() -> None:
    """A kernel of 5 with padding 2 in the corner: two rows and two columns lie outside."""
    conv = nn.Conv2d(1, 1, 5, padding=2)
    network = trace(nn.Sequential(conv), (1, 8, 8))
    patch = cut(np.zeros((8, 8, 3)), network["0"], (0, 7))
    expected = np.full((5, 5, 3), OUTSIDE)
    expected[2:, :3] = 0
    np.testing.assert_array_equal(patch, expected)


def test_a_unit_that_sees_everything_has_the_whole_picture() -> None:
    """Behind a fully connected layer, and where the field is larger than the picture."""
    network = trace(load("lenet5").module, (1, 32, 32))
    picture = np.random.default_rng(0).random((32, 32, 3))
    np.testing.assert_array_equal(cut(picture, network["fc2"], (0, 0)), picture)
    wide = trace(nn.Sequential(nn.Conv2d(1, 1, 41, padding=20)), (1, 32, 32))
    np.testing.assert_array_equal(cut(picture, wide["0"], (3, 3)), picture)


def test_bounds_are_first_and_last_pixels() -> None:
    """A unit of a strided layer with padding: rows -1 … 1 for the first, 3 … 5 for the third."""
    layer = trace(nn.Conv2d(1, 1, 3, stride=2, padding=1), (1, 8, 8)).layers[0]
    assert bounds(layer, (0, 2)) == ((-1, 1), (3, 5))


def test_a_layer_of_which_nobody_knows_what_it_sees_is_refused() -> None:
    """Sums that run down the picture: torch has them, nobody described how they read."""

    class Transformed(nn.Module):
        def forward(self, images):  # type: ignore[no-untyped-def]
            return images.cumsum(2)

    with pytest.raises(ConvscopeError, match="which pixels a unit"):
        check_sees(trace(Transformed(), (1, 8, 8)).layers[0])
