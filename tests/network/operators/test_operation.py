"""Binding torch's arguments to names and axes."""

from torch import nn

from convscope.network import trace
from convscope.network.operators.operation import bind, nothing, per_axis


def test_positional_and_keyword_arguments_are_bound() -> None:
    """Positional arguments take the names in order, keywords their own; missing ones stay out."""
    assert bind(("input", "weight", "stride"), (1, 2), {"padding": 3}) == {"input": 1, "weight": 2, "padding": 3}


def test_more_arguments_than_names_are_dropped() -> None:
    """A longer call than we know of does not fail."""
    assert bind(("input",), (1, 2), {}) == {"input": 1}


def test_one_number_serves_every_axis() -> None:
    """An int, or a tuple of one, is spread over the axes; a full tuple stays."""
    assert (per_axis(2, 3), per_axis([4], 2), per_axis((1, 2), 2)) == ((2, 2, 2), (4, 4), (1, 2))


def test_nothing_costs_nothing() -> None:
    """Whatever the output's shape, no MACs."""
    assert nothing((1, 64, 112, 112)) == 0


def test_prelu_reads_its_own_place_however_many_weights_it_has() -> None:
    """One, one a channel, also where there are as many channels as columns."""
    for width in (4, 8):
        for weights in (1, 4):
            network = trace(nn.Sequential(nn.Conv2d(4, 4, 3), nn.PReLU(weights)), (4, 8, width))
            assert network.layers[1].reach.status == "exact" and network.layers[1].receptive_field == (3, 3)
