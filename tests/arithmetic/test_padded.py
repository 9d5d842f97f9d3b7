"""Padding layers, all modes, crops among them."""

from collections.abc import Callable

import pytest
import torch.nn.functional as F
from hypothesis import assume, given
from hypothesis import strategies as st

from convscope.arithmetic import Padded
from convscope.arithmetic.padded import PaddingMode


@pytest.mark.parametrize("mode", ["constant", "reflect", "replicate", "circular"])
@given(before=st.integers(-6, 8), after=st.integers(-6, 8), size=st.integers(1, 12))
def test_padding_reads_what_it_copies(
    agrees: Callable[..., bool], mode: PaddingMode, before: int, after: int, size: int
) -> None:
    """torch.nn.functional.pad's gradients, for positive and negative pads on either side."""
    assume(size + before + after >= 1 and before > -size and after > -size)
    if mode == "reflect":
        assume(before < size and after < size)
    if mode == "circular":  # torch reads memory it has not written where it goes round more than once
        assume(max(before, after) <= size + min(before, 0) + min(after, 0))
    assert agrees(Padded(before, after, mode), lambda line: F.pad(line, (before, after), mode), size)


@pytest.mark.parametrize("mode", ["constant", "reflect", "replicate", "circular"])
def test_nothing_reads_nothing(mode: PaddingMode) -> None:
    """An axis without positions, padded, has no pairs."""
    assert [len(side) for side in Padded(2, 2, mode).pairs(0, 4)] == [0, 0]
