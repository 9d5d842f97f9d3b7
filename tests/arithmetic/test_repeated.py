"""Positions that give several."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convscope.arithmetic import Repeated
from convscope.errors import ConvscopeError


@given(times=st.integers(1, 4), size=st.integers(1, 12))
def test_a_repeated_axis(agrees: Callable[..., bool], times: int, size: int) -> None:
    """torch.repeat_interleave."""
    assert agrees(Repeated(times), lambda line: line.repeat_interleave(times, dim=2), size)


@given(times=st.integers(1, 4), size=st.integers(1, 8))
def test_a_pixel_shuffle_along_the_width(agrees: Callable[..., bool], times: int, size: int) -> None:
    """Channels alike, the first row of the shuffled picture reads each place ``times`` over."""

    def shuffle(line: torch.Tensor) -> torch.Tensor:
        return F.pixel_shuffle(line[:, :, None].expand(1, times * times, 1, size), times)[:, :, 0]

    assert agrees(Repeated(times), shuffle, size)


def test_zero_times_is_refused() -> None:
    """It must be at least 1."""
    with pytest.raises(ConvscopeError, match="times is 0"):
        Repeated(0)
