"""Parts put into a whole."""

from collections.abc import Callable

import torch
from hypothesis import given
from hypothesis import strategies as st

from convscope.arithmetic import Placed


@given(before=st.integers(0, 6), after=st.integers(0, 6), size=st.integers(1, 12))
def test_a_part_of_a_concatenation(agrees: Callable[..., bool], before: int, after: int, size: int) -> None:
    """Only the part's own places have a gradient, each at the position it came from."""
    left, right = (torch.ones(1, 1, length, dtype=torch.float64) for length in (before, after))
    assert agrees(Placed(before), lambda line: torch.cat([left, line, right], dim=2), size)


@given(offset=st.integers(0, 5), size=st.integers(1, 12))
def test_an_assignment_into_a_part(agrees: Callable[..., bool], offset: int, size: int) -> None:
    """y[:, :, offset : offset + n] = x."""

    def assign(line: torch.Tensor) -> torch.Tensor:
        whole = torch.zeros(1, 1, 20, dtype=torch.float64)
        whole[:, :, offset : offset + size] = line
        return whole

    assert agrees(Placed(offset), assign, size)


def test_before_the_start_is_cut_off() -> None:
    """With a negative offset the first inputs fall off."""
    outputs, inputs = Placed(-1).pairs(3, 3)
    assert (outputs.tolist(), inputs.tolist()) == ([0, 1], [1, 2])
