"""Positions that read themselves."""

from collections.abc import Callable

import torch
from hypothesis import given
from hypothesis import strategies as st

from convscope.arithmetic import Same


@given(size=st.integers(1, 20))
def test_an_activation_reads_its_own_position(agrees: Callable[..., bool], size: int) -> None:
    """The gradients of a ReLU are on the diagonal."""
    assert agrees(Same(), torch.relu, size)


def test_nothing_reads_nothing() -> None:
    """An axis without positions has no pairs."""
    assert [len(side) for side in Same().pairs(0, 0)] == [0, 0]
