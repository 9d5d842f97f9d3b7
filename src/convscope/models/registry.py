"""The zoo's networks, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from convscope.models.zoo.lenet5 import LeNet5
from convscope.models.zoo.linear import Linear


@dataclass(frozen=True)
class Entry:
    """A network of the zoo: how to build it, the input it is made for (without batch), where it comes from."""

    name: str
    build: Callable[..., nn.Module]
    input_shape: tuple[int, int, int]
    parameters: int
    paper: str
    year: int


ZOO: dict[str, Entry] = {
    entry.name: entry
    for entry in (
        Entry("linear", Linear, (3, 32, 32), 30_730, "CS231n, linear classification", 2015),
        Entry("lenet5", LeNet5, (1, 32, 32), 61_706, "LeCun et al., Proc. IEEE 86(11)", 1998),
    )
}
