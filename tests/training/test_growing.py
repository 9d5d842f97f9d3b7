"""Progressive resolution."""

import pytest
import torch
from torch import nn

from convscope.errors import ConvscopeError
from convscope.network import trace
from convscope.training.growing import check_growth, share_in, shrunk, shrunk_size


def test_each_share_lasts_as_long() -> None:
    """Ten epochs of three shares are 4, 3 and 3; fewer epochs than shares end at the last all the same."""
    assert [share_in(epoch, 10, (0.5, 0.75, 1.0)) for epoch in range(1, 11)] == [0.5] * 4 + [0.75] * 3 + [1.0] * 3
    assert share_in(1, 1, ()) == 1.0
    for epochs in range(3, 30):
        assert share_in(epochs, epochs, (0.5, 0.75, 1.0)) == 1.0


def test_one_epoch_of_many_shares_is_at_the_first() -> None:
    """Where there is no time to grow the pictures stay small; a training of one epoch is told no better."""
    assert share_in(1, 1, (0.5, 1.0)) == 0.5


def test_a_shrunk_picture_is_a_mean_of_what_it_covers() -> None:
    """At half the size, antialiased bilinear is the triangle filter 1 3 3 1 over 8 along each axis."""
    images = torch.rand(2, 3, 12, 16, dtype=torch.float64)
    half = shrunk(images, 0.5)
    weights = torch.tensor([1.0, 3.0, 3.0, 1.0], dtype=torch.float64) / 8
    window = images[:, :, 3:7, 5:9]  # around output (2, 3): input rows 3 … 6, columns 5 … 8
    expected = (window * weights[:, None] * weights).sum((2, 3))
    torch.testing.assert_close(half[:, :, 2, 3], expected)
    assert half.shape[2:] == shrunk_size(12, 16, 0.5) == (6, 8)
    assert shrunk(images, 1.0) is images


def test_a_network_of_any_size_may_grow() -> None:
    """One that ends in a global pool is taken; no share asked, none is checked."""
    module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))
    check_growth(trace(module, (3, 16, 16)), (0.5, 1.0))
    check_growth(trace(nn.Sequential(nn.Flatten(), nn.Linear(48, 2)), (3, 4, 4)), ())


def test_a_network_of_one_size_is_refused_with_the_reason() -> None:
    """A fully connected layer behind a flattened map takes one size: the error names share, size and layer."""
    module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(4 * 14 * 14, 2))
    with pytest.raises(ConvscopeError, match=r"grow = 0\.5 makes pictures of 8 × 8, which .* does not take: .*784"):
        check_growth(trace(module, (3, 16, 16)), (0.5, 1.0))


def test_a_network_whose_answers_change_is_refused() -> None:
    """One that flattens its map has fewer answers for a smaller picture; a map of answers may shrink with it."""
    with pytest.raises(ConvscopeError, match=r"answers \(1, 144\), not \(1, 784\)"):
        check_growth(trace(nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten()), (3, 16, 16)), (0.5, 1.0))
    check_growth(trace(nn.Conv2d(3, 4, 3, padding=1), (3, 16, 16)), (0.5, 1.0))
