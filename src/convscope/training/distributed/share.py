"""Which pictures of a batch are a worker's: every batch is split over the workers, whatever their number.

The batch stays the recipe's. Of 64 pictures each of 4 workers has 16; of 50 two have 13 and two 12: gradients are sums
over pictures divided by what the whole batch weighs, so that nothing depends on how even the shares are.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Piece:
    """A worker's ``rows`` of a part of a batch, which begins at ``start`` and has ``whole`` pictures.

    Where there are fewer pictures than workers, one without any goes through the network with the part's first one, so
    that all take the same steps, and it is not ``counted``.
    """

    rows: Tensor
    start: int
    whole: int
    counted: bool = True

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Share:
    """A worker's pieces of a batch of ``whole`` pictures, one for each part that goes through the network at once."""

    pieces: tuple[Piece, ...]
    whole: int

    @property
    def rows(self) -> Tensor:
        """Say which rows of the batch they are."""
        return torch.cat([piece.rows + piece.start for piece in self.pieces])


def share_of(count: int, parts: int, *, rank: int, size: int) -> Share:
    """Give a worker's share of ``count`` pictures that go through the network in ``parts``.

    >>> [share_of(5, 1, rank=rank, size=2).rows.tolist() for rank in range(2)]
    [[0, 1, 2], [3, 4]]
    >>> share_of(1, 1, rank=1, size=2).pieces[0].counted
    False
    """
    pieces = []
    for part in torch.arange(count).tensor_split(parts):
        rows = torch.arange(len(part)).tensor_split(size)[rank]
        own = rows if len(rows) else torch.zeros(1, dtype=torch.long)
        pieces.append(Piece(own, int(part[0]), len(part), len(rows) > 0))
    return Share(tuple(pieces), count)
