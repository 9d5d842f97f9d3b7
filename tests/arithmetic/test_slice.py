"""Indexing, cropping and flipping."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope.arithmetic import Slice
from convscope.errors import ConvscopeError


@given(start=st.integers(0, 9), stop=st.integers(0, 25), step=st.integers(1, 4), size=st.integers(10, 20))
def test_a_slice_reads_what_it_copies(agrees: Callable[..., bool], start: int, stop: int, step: int, size: int) -> None:
    """x[:, :, start:stop:step] has its gradients there, and is cut off at the end as Python cuts it."""
    assert agrees(Slice(start, step), lambda line: line[:, :, start:stop:step], size)


@given(size=st.integers(1, 20))
def test_a_flip_reads_backwards(agrees: Callable[..., bool], size: int) -> None:
    """torch.flip is the slice from the last position with step -1."""
    assert agrees(Slice(size - 1, -1), lambda line: line.flip(2), size)


def test_a_step_of_zero_is_refused() -> None:
    """A step of 0 is a word, not an endless copy."""
    with pytest.raises(ConvscopeError, match="step is 0; give"):
        Slice(0, 0)
