"""Binding torch's arguments to names and axes."""

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
