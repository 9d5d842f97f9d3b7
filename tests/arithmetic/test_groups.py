"""The channels of grouped convolutions."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convscope.arithmetic import Groups
from convscope.errors import ConvscopeError


@given(groups=st.integers(1, 5), into=st.integers(1, 4), out=st.integers(1, 4), transposed=st.booleans())
def test_a_channel_reads_its_group(
    agrees: Callable[..., bool], groups: int, into: int, out: int, transposed: bool
) -> None:
    """Gradients between the channels of a grouped convolution, transposed too."""
    channels, kernels = groups * into, groups * out

    def convolve(line: torch.Tensor) -> torch.Tensor:
        line = line.reshape(1, channels, 1)
        if transposed:
            return F.conv_transpose1d(line, torch.ones(channels, out, 1, dtype=torch.float64), groups=groups)
        return F.conv1d(line, torch.ones(kernels, into, 1, dtype=torch.float64), groups=groups)

    assert agrees(Groups(groups), convolve, channels)


def test_one_group_is_everything_and_depthwise_its_own() -> None:
    """The two ends."""
    assert len(Groups(1).pairs(4, 6)[0]) == 24
    assert [side.tolist() for side in Groups(3).pairs(3, 3)] == [[0, 1, 2], [0, 1, 2]]


def test_groups_that_do_not_divide_are_refused() -> None:
    """As PyTorch refuses them; and groups below 1."""
    with pytest.raises(ConvscopeError, match="2 groups do not divide 3 and 4"):
        Groups(2).pairs(3, 4)
    with pytest.raises(ConvscopeError, match="groups is 0"):
        Groups(0)
