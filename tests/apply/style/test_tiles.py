"""Windows that cover a picture, each unit once."""

import torch
from torch import Tensor

from convscope.apply.style.features import Features
from convscope.apply.style.tiles import extended, tiles


def pixels(height: int, width: int, seed: int = 0) -> Tensor:
    return torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(seed))


def test_every_unit_counts_once_and_has_the_wholes_number(features: Features) -> None:
    """Maps put together from tiles are the whole picture's, at sides that do not divide, too."""
    picture = pixels(37, 50)
    whole = extended(picture, features.step)
    assert whole.shape[2:] == (40, 52)
    cut = tiles(features, (37, 50), 16)
    assert len(cut) == 12
    with torch.no_grad():
        wanted = features(whole)
        for layer in features.chosen.all:
            reading = features.readings[layer.index]
            found = torch.zeros_like(wanted[layer.index])[0]
            times = torch.zeros(found.shape[1:])
            for tile in cut:
                tile.of(found, reading).copy_(tile.counted(features(tile.cut(whole))[layer.index], reading))
                tile.of(times, reading).add_(1)
            rows, columns = -(-37 // reading.stride[0]), -(-50 // reading.stride[1])
            assert torch.equal(times[:rows, :columns], torch.ones(rows, columns))
            assert torch.allclose(found[:, :rows, :columns], wanted[layer.index][0, :, :rows, :columns], atol=1e-5)


def test_without_a_side_there_is_one(features: Features) -> None:
    (only,) = tiles(features, (37, 50), 0)
    assert (only.rows.start, only.rows.end, only.rows.last) == (0, 40, 37)
    assert len(tiles(features, (37, 50), 512)) == 1
