"""Mirroring."""

import pytest
import torch

from convscope.data.flips import flip_alternately, flip_some, mirrored

IMAGES = torch.rand(6, 3, 4, 5, generator=torch.Generator().manual_seed(0))


def test_marked_pictures_are_mirrored_left_to_right() -> None:
    """Picture by picture: the marked have their columns reversed, the others stay."""
    which = torch.tensor([True, False, True, True, False, False])
    for given, came, marked in zip(mirrored(IMAGES, which), IMAGES, which, strict=True):
        expected = torch.stack([torch.stack([row.flip(0) for row in channel]) for channel in came]) if marked else came
        assert torch.equal(given, expected)


def test_a_share_is_mirrored() -> None:
    """Of 2,000 pictures about 30 % with a share of 0.3, all with 1, none with 0."""
    many = torch.rand(2000, 1, 1, 2)
    for share in (0.0, 0.3, 1.0):
        flipped = flip_some(many, share, torch.Generator().manual_seed(0))
        assert (flipped == many.flip(3)).all(dim=(1, 2, 3)).float().mean() == pytest.approx(share, abs=0.04)


def test_two_epochs_show_every_picture_both_ways() -> None:
    """Whichever is mirrored first: epochs 1 and 2 are each other's mirror images, 3 is 1 again."""
    first = torch.tensor([True, False, True, False, False, True])
    one, two, three = (flip_alternately(IMAGES, first, epoch) for epoch in (1, 2, 3))
    assert torch.equal(one, two.flip(3)) and torch.equal(one, three)
    assert torch.equal(one[0], IMAGES[0].flip(2)) and torch.equal(one[1], IMAGES[1])
