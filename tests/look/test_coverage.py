"""How often each position is used, as views."""

import numpy as np
import pytest
from torch import nn

from convscope.errors import ConvscopeError
from convscope.look import coverage, layer_coverage
from convscope.models import build
from convscope.network import exact, trace


def test_it_is_the_networks_coverage_as_a_share_of_the_most() -> None:
    """LeNet-5 up to conv2: the corner enters 1 product, the middle 625."""
    network = trace(build("lenet5").module, (1, 32, 32))
    view = coverage(network, "conv2")
    np.testing.assert_allclose(view.array[0], exact.coverage(network, "conv2").astype(float) / 625)
    assert view.range == (0.0, 1.0)
    assert "1 to 625 ways" in view.sentence


def test_a_layers_own_is_in_counts() -> None:
    """Of the map that it takes."""
    view = layer_coverage(trace(build("lenet5").module, (1, 32, 32)), "conv2")
    assert view.array.shape == (1, 14, 14) and view.array.max() == 25
    assert "1 to 25 products" in view.sentence


def test_counts_beyond_any_float_are_shares_all_the_same() -> None:
    """600 layers deep, the middle has about 10 to the 280."""
    network = trace(nn.Sequential(*(nn.Conv2d(1, 1, 3, padding=1) for _ in range(320))), (1, 5, 5))
    view = coverage(network, "319")
    assert np.isfinite(view.array).all() and view.array.max() == 1.0


def test_a_line_is_one_row_and_a_volume_is_told() -> None:
    """1-D networks can be drawn, 3-D ones not yet."""
    assert coverage(trace(nn.Conv1d(1, 1, 3), (1, 7)), "conv1d").array.shape == (1, 1, 7)
    with pytest.raises(ConvscopeError, match="a volume"):
        coverage(trace(nn.Conv3d(1, 1, 3), (1, 5, 5, 5)), "conv3d")
