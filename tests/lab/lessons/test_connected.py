"""A layer connected in three ways, and the weights of pools."""

import pytest
from torch import nn

from convscope.errors import UnknownName
from convscope.lab.lessons.connected import fully_connected, locally_connected, network_parameters, pool_weights


def test_it_is_what_pytorch_would_have() -> None:
    """A linear layer of all pixels; a kernel of its own at each of 4 × 4 places."""
    whole = nn.Linear(2 * 6 * 6, 3 * 4 * 4)
    assert fully_connected(2, 6, 3, 3) == sum(one.numel() for one in whole.parameters())
    own = nn.Conv2d(2, 3 * 4 * 4, 3)
    assert locally_connected(2, 6, 3, 3) == sum(one.numel() for one in own.parameters())


def test_the_pools_of_1998_are_trained() -> None:
    """12 and 32, of 60,000; in today's there are none."""
    assert pool_weights("lenet5-1998") == 12 + 32 and pool_weights("lenet5") == 0
    assert network_parameters("lenet5-1998") == 60_000
    with pytest.raises(UnknownName):
        network_parameters("other")
