"""A network as a chain of maps."""

import torch
from torch import nn

from convscope import trace
from convscope.lab.lessons.steps import MOST, steps


def test_alexnets_chain_on_224_loses_rows_at_four_layers_and_on_227_at_none() -> None:
    """Each step's size is PyTorch's; what is lost stands at the map that it is lost of, through the ReLU."""
    network = nn.Sequential(
        nn.Conv2d(3, 4, 11, 4), nn.ReLU(), nn.MaxPool2d(3, 2), nn.Conv2d(4, 4, 5, padding=2), nn.MaxPool2d(3, 2)
    )
    for side, losing in ((224, 3), (227, 0)):
        told = steps(trace(network, (3, side, side)))
        numbers = torch.zeros(1, 3, side, side)
        sizes = [list(numbers.shape[2:]) for layer in network if (numbers := layer(numbers)) is not None]
        assert [one["size"] for one in told["steps"]] == [sizes[0], *sizes[2:]]
        assert sum(bool(one["lost"]) for one in told["steps"]) == losing
    told = steps(trace(network, (3, 224, 224)))
    assert told["missing"][0]["first"] == (223,) and told["steps"][0]["missing"][0]["first"] == (53,)
    assert told["steps"][1]["formulas"] == ["(54 − 3)/2 + 1 = 26.5 → 26"]


def test_of_many_layers_those_that_change_the_size_are_told() -> None:
    """And how many are left out."""
    network = nn.Sequential(*(nn.Conv2d(1, 1, 3, padding=1) for _ in range(2 * MOST)), nn.MaxPool2d(2))
    told = steps(trace(network, (1, 8, 8)))
    assert [one["operator"] for one in told["steps"]] == ["max_pool2d"] and told["left_out"] == 2 * MOST
