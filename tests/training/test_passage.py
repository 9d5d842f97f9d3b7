"""How far an epoch has come."""

import math

import pytest
import torch

from convscope.training.passage import Passage


def test_its_means_are_those_of_all_pictures() -> None:
    """Batches of 4 and 2 pictures with mean losses 1 and 4: 2 a picture; 3 of 6 right."""
    passage = Passage()
    passage.add(4, torch.tensor(1.0), torch.tensor(2))
    passage.add(2, torch.tensor(4.0), torch.tensor(1))
    assert passage.means() == pytest.approx((2.0, 0.5))
    assert (passage.batches, passage.pictures) == (2, 6)


def test_of_nothing_it_has_no_mean() -> None:
    """Not a number, rather than 0."""
    assert all(map(math.isnan, Passage().means()))


def test_it_goes_on_from_its_state() -> None:
    """Counts, sums and the state of the order are kept."""
    passage = Passage(order=torch.Generator().manual_seed(3).get_state())
    passage.add(4, torch.tensor(1.25), torch.tensor(2))
    again = Passage.from_state(passage.state_dict())
    for one in (passage, again):
        one.add(3, torch.tensor(0.1), torch.tensor(3))
    assert again.means() == passage.means()
    assert torch.equal(again.order, passage.order)
