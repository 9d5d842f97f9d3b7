"""Convolutions and fully connected layers."""

from collections.abc import Callable

import pytest
from torch import nn

from convscope.errors import ConvscopeError
from convscope.ship.c99.program import Program


def test_every_kind_of_convolution_is_the_same(alike: Callable[..., Program]) -> None:
    """Strides, dilation, groups, each channel on its own, padding by a word or beyond the kernel, one row of taps."""
    alike(
        nn.Conv2d(3, 18, 3, stride=2, padding=1),
        nn.Conv2d(3, 6, (1, 5), padding=(0, 2), dilation=(1, 2)),
        nn.Conv2d(3, 9, 3, padding="same", dilation=2),
        nn.Conv2d(3, 6, 3, groups=3),
        nn.Conv2d(3, 3, (4, 3), padding="same", groups=3),
        nn.Conv2d(3, 20, 3, padding=2, padding_mode="reflect"),
        nn.Conv2d(3, 5, 13, padding=7, stride=3),
        nn.Conv2d(3, 33, 1, bias=False),
        nn.Sequential(nn.Conv2d(3, 20, 1), nn.Conv2d(20, 20, 3, padding=1, groups=20)),
    )


def test_transposed_convolutions_are_the_same(alike: Callable[..., Program]) -> None:
    """Output padding, dilation, groups, and a norm folded into one in groups."""
    alike(
        nn.ConvTranspose2d(3, 18, 3, stride=2, padding=1, output_padding=1),
        nn.ConvTranspose2d(3, 6, (1, 5), dilation=2, groups=3),
        nn.ConvTranspose2d(3, 2, 4, 2, 1, bias=False),
        nn.Sequential(nn.ConvTranspose2d(3, 6, 3, 2, groups=3), nn.BatchNorm2d(6), nn.ReLU()),
    )


def test_fully_connected_layers_work_on_the_last_axis(alike: Callable[..., Program]) -> None:
    """Of maps as they are, of pixels, and of a flattened map."""
    alike(
        nn.Linear(13, 7),
        nn.Sequential(nn.Flatten(2), nn.Linear(143, 5)),
        nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.ReLU(), nn.Linear(4 * 9 * 11, 17)),
        lambda x: x.permute(0, 2, 3, 1) @ x.new_ones(3, 2),
    )


def test_a_convolution_of_lines_is_named(alike: Callable[..., Program]) -> None:
    """One axis: no kernel does it."""
    with pytest.raises(ConvscopeError, match=r"part1\.1 \(aten\.conv1d\), .*conftest\.py:\d+"):
        alike(nn.Flatten(), nn.Sequential(nn.Flatten(2), nn.Conv1d(3, 2, 3)))
