"""Claim 30 asked of a whole network that is written in a line: how many of its layers leave pixels unread at a size."""

from __future__ import annotations

from functools import lru_cache

from convscope.lab.lessons.networks import network_of
from convscope.network import trace
from convscope.network.lost import losses


def losing_layers(layers: str, channels: int, size: int) -> int:
    """Count the layers that leave rows or columns of a square picture, or of a map, unread.

    >>> losing_layers("conv 96 11/4", 3, 224), losing_layers("conv 96 11/4", 3, 227)
    (1, 0)
    """
    return _losing(layers, channels, size)


@lru_cache(64)
def _losing(layers: str, channels: int, size: int) -> int:
    of = network_of({"layers": layers, "input": f"{channels},{size},{size}"})
    return len(list(losses(trace(of.model.module, of.contract.input_shape))))
