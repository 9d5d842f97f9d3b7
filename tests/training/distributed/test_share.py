"""How a batch is split over workers."""

import pytest
import torch

from convscope.training.distributed.share import share_of


@pytest.mark.parametrize(("count", "parts", "size"), [(64, 1, 4), (50, 3, 4), (7, 2, 3), (3, 1, 4), (1, 1, 2)])
def test_every_picture_is_one_workers(count: int, parts: int, size: int) -> None:
    """None is left out, none is twice; shares of a part differ by one picture at most."""
    shares = [share_of(count, parts, rank=rank, size=size) for rank in range(size)]
    counted = [piece.rows + piece.start for one in shares for piece in one.pieces if piece.counted]
    assert torch.cat(counted).sort().values.tolist() == list(range(count))
    for pieces in zip(*(one.pieces for one in shares), strict=True):
        lengths = [len(piece) for piece in pieces]
        assert max(lengths) - min(lengths) <= 1
        assert min(lengths) >= 1  # who has none goes along with one that does not count


def test_parts_are_cut_before_workers() -> None:
    """What batch norm sees in a part is the same for any number of workers."""
    rows = [share_of(8, 2, rank=rank, size=2).rows.tolist() for rank in range(2)]
    assert rows == [[0, 1, 4, 5], [2, 3, 6, 7]]
