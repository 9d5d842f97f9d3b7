"""Storages as they come and go."""

import torch

from convscope.network.alive import Alive, tensors_in
from convscope.network.tracks import memory


def test_what_is_let_go_of_is_no_longer_counted() -> None:
    """Three of 40 bytes one after the other, two of them at once; a view and an in-place result take nothing."""
    alive = Alive({}, ())
    with alive:
        one = torch.ones(10)
        two = one[2:].relu_()
        three = one + 1
        assert alive.now == 80
        del one, two
        assert alive.now == 40
        four = three + 1
    assert (alive.now, alive.total) == (80, 120)
    assert alive.peak_without(set()) == (80, ("", False))
    assert alive.peak_without({memory(four)}) == (80, ("", False))  # the first two were there, too
    assert alive.peak_without({memory(three)})[0] == 40


def test_weights_are_not_counted() -> None:
    """Nor is a view of them."""
    weight = torch.ones(10)
    alive = Alive({}, (weight,))
    with alive:
        view = weight.view(2, 5)
        made = view * 2
    assert alive.now == 4 * made.numel()


def test_who_is_at_work_at_the_peak_is_said() -> None:
    """The layer's name, and whether it is the way back."""
    alive = Alive({}, ())
    with alive:
        alive.layer, alive.backward = "conv", True
        held = torch.ones(3)
    assert alive.peak_without(set()) == (4 * len(held), ("conv", True))


def test_tensors_are_found_in_nested_outputs() -> None:
    """In dicts, lists and tuples, whatever else is in them."""
    one, two = torch.ones(1), torch.ones(2)
    assert [len(tensor) for tensor in tensors_in({"out": one, "aux": [(two, None)], "size": 3})] == [1, 2]
