"""What a network's map means: which class has a pixel, and how sure of it the network is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from convscope.network import Network

Kind = Literal["scores", "shares"]
TOP = 254  # what a share of 1 is written as; 255 is no data


@dataclass(frozen=True)
class Meaning:
    """``channels`` of a map as ``scores``, before a softmax, or as ``shares`` after it; one stands for two classes."""

    channels: int
    kind: Kind

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return max(self.channels, 2)

    @property
    def nodata(self) -> int:
        """The label of pixels without data."""
        return 255 if self.classes <= 255 else 65535

    def shares(self, maps: Tensor) -> Tensor:
        """Give every class's share, (N, classes, height, width): they add up to 1."""
        if self.channels == 1:
            second = maps if self.kind == "shares" else maps.sigmoid()
            return torch.cat([1 - second, second], 1)
        return maps if self.kind == "shares" else maps.softmax(1)

    def labels(self, maps: Tensor) -> Tensor:
        """Give the class of the largest, (N, height, width); of equal ones the first."""
        if self.channels == 1:
            return (maps[:, 0] > (0.5 if self.kind == "shares" else 0)).long()
        return maps.max(1).indices  # the same as argmax, which takes seven times as long over channels


def meaning(network: Network, answer: int = 0) -> Meaning:
    """Read it off a network's description: shares where it ends in a softmax or a sigmoid, resized or not.

    >>> from torch import nn
    >>> from convscope.network import trace
    >>> meaning(trace(nn.Sequential(nn.Conv2d(3, 5, 1), nn.Softmax(1)), (3, 8, 8)))
    Meaning(channels=5, kind='shares')
    """
    index = network.answers[answer]
    channels = network.layers[index].output_shape[1]
    while index >= 0 and network.layers[index].operator in ("interpolate", "getitem", "contiguous", "clone"):
        index = network.layers[index].inputs[0]
    last = network.layers[index].operator if index >= 0 else ""
    ended = last == "softmax" or (last == "sigmoid" and channels == 1)
    return Meaning(channels, "shares" if ended else "scores")
