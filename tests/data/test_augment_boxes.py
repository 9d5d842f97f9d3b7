"""Training pictures with boxes, changed."""

import pytest
import torch

from convscope.data import Augmentation
from convscope.data.augment_boxes import augment_boxes, check_box_augmentation
from convscope.errors import ConvscopeError


def test_boxes_stay_on_what_they_are_around() -> None:
    """A bright box on black is where its box says, mirrored, scaled and shifted: 40 pictures, to a pixel and a half."""
    images, edges = torch.zeros(40, 3, 60, 90), []
    for number in range(40):
        left, top = 20 + number % 7, 15 + number % 5
        images[number, :, top : top + 20, left : left + 30] = 1
        edges.append(torch.tensor([[left, top, left + 30, top + 20]], dtype=torch.float32))
    how = Augmentation(flip=0.5, scale=1.3, shift=0.1)
    changed, moved, kept = augment_boxes(images, edges, how, torch.Generator().manual_seed(0))
    assert all(bool(there.all()) for there in kept)
    for picture, box in zip(changed, moved, strict=True):
        down, across = (picture[0] > 0.5).any(1).nonzero().flatten(), (picture[0] > 0.5).any(0).nonzero().flatten()
        found = torch.tensor([across[0], down[0], across[-1] + 1, down[-1] + 1])
        assert float((found - box[0]).abs().max()) <= 1.5
    assert float(torch.stack([box[0, 2] - box[0, 0] for box in moved]).std()) > 2


def test_what_leaves_the_picture_loses_its_box() -> None:
    """Where less than three tenths of it are left."""
    edges = [torch.tensor([[0.0, 0, 10, 10], [40, 40, 50, 50]])] * 30
    how = Augmentation(scale=2.0)
    _, moved, kept = augment_boxes(torch.zeros(30, 3, 100, 100), edges, how, torch.Generator().manual_seed(0))
    assert all(bool(there[1]) for there in kept) and not all(bool(there[0]) for there in kept)
    assert all(len(box) == int(there.sum()) for box, there in zip(moved, kept, strict=True))


def test_what_boxes_cannot_follow_is_refused() -> None:
    """A turned box is no box."""
    with pytest.raises(ConvscopeError, match="rotate came, which boxes cannot follow"):
        check_box_augmentation(Augmentation(rotate=5, flip=0.5))
