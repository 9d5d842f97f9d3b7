"""Several positions that give one."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convscope.arithmetic import Gathered
from convscope.errors import ConvscopeError


@given(times=st.integers(1, 4), size=st.integers(1, 6))
def test_a_pixel_unshuffle_along_the_width(agrees: Callable[..., bool], times: int, size: int) -> None:
    """Summed over its channels, each place reads its block."""

    def unshuffle(line: torch.Tensor) -> torch.Tensor:
        return F.pixel_unshuffle(line[:, :, None].expand(1, 1, times, times * size), times).sum(1)

    assert agrees(Gathered(times), unshuffle, times * size)


@given(times=st.integers(1, 3), channels=st.integers(1, 4))
def test_a_pixel_shuffles_channels(agrees: Callable[..., bool], times: int, channels: int) -> None:
    """Summed over its places, output channel c of a shuffle by r reads channels r²·c … r²·c + r² - 1."""

    def shuffle(line: torch.Tensor) -> torch.Tensor:
        return F.pixel_shuffle(line.reshape(1, -1, 1, 1), times).sum((2, 3))

    assert agrees(Gathered(times**2), shuffle, channels * times**2)


def test_zero_times_is_refused() -> None:
    """It must be at least 1."""
    with pytest.raises(ConvscopeError, match="times is 0"):
        Gathered(0)
