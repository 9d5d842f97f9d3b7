"""Outputs that read every input."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convscope.arithmetic import Everything


@given(size=st.integers(1, 12), outputs=st.integers(1, 12))
def test_a_fully_connected_layer_reads_everything(agrees: Callable[..., bool], size: int, outputs: int) -> None:
    """Every output of a linear layer of ones has a gradient at every input."""
    weight = torch.ones(outputs, size, dtype=torch.float64)
    assert agrees(Everything(), lambda line: F.linear(line, weight), size)


def test_nothing_reads_nothing() -> None:
    """An axis without positions has no pairs."""
    assert [len(side) for side in Everything().pairs(0, 3)] == [0, 0]
