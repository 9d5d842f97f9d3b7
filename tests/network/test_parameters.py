"""Parameters of a run are counted once, whoever uses them."""

import torch

from convscope.network.parameters import Parameters


def test_each_is_counted_by_its_first_user() -> None:
    """A layer's count holds what none before it has used; the rest is unused, by module, the most first."""
    weight, bias, spare, more = torch.zeros(3, 4), torch.zeros(3), torch.zeros(5), torch.zeros(6)
    own = Parameters()
    own.learn({"a.weight": weight, "a.bias": bias, "b.c.weight": spare, "d.weight": more})
    keys = frozenset((id(weight), id(bias)))
    assert own.used(keys) == keys and own.used(keys) == frozenset()
    assert (own.count(keys), own.count_biases(keys), own.owner(spare)) == (15, 3, "b.c")
    assert list(own.unused()) == [("d", 6), ("b.c", 5)]
    assert own.total() == 26


def test_what_is_given_up_or_dropped_is_the_networks_no_more() -> None:
    """Unless something else uses it."""
    weight, spare = torch.zeros(3, 4), torch.zeros(5)
    own = Parameters()
    own.learn({"a.weight": weight, "b.c.weight": spare})
    own.give_up(frozenset((id(weight),)))
    assert own.total() == 5
    own.used(frozenset((id(weight),)))
    assert own.total() == 17
    own.drop("b")
    assert own.total() == 12 and list(own.unused()) == []
