"""Adaptive pooling and area interpolation."""

from collections.abc import Callable

import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convscope.arithmetic import Adaptive


@given(size=st.integers(1, 30), outputs=st.integers(1, 30))
def test_adaptive_pooling_reads_its_runs(agrees: Callable[..., bool], size: int, outputs: int) -> None:
    """More outputs than inputs too."""
    assert agrees(Adaptive(), lambda line: F.adaptive_avg_pool1d(line, outputs), size)


def test_no_output_reads_nothing() -> None:
    """An axis without outputs has no pairs."""
    assert [len(side) for side in Adaptive().pairs(3, 0)] == [0, 0]
