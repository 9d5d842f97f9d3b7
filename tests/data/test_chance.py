"""A process that has some rows of a batch changes them as they would be changed among all."""

import pytest
import torch

from convscope.data import Augmentation, augment, augment_both, mix
from convscope.data.chance import Rows, drawn, evenly

ROWS = torch.tensor([1, 2, 5])
EVERYTHING = Augmentation(
    flip=0.5, shift=0.1, rotate=10, zoom=0.1, shear=0.1, resized_crop=0.5, crop=1, cutout=3, scale=1.2, brightness=0.2,
    contrast=0.2, saturation=0.2,
)  # fmt: skip


def seeded() -> torch.Generator:
    return torch.Generator().manual_seed(3)


def test_every_change_of_a_row_is_that_of_the_batch() -> None:
    """All amounts are drawn for the whole batch; afterwards the generator stands where it would."""
    images = torch.rand(7, 3, 12, 10, generator=seeded())
    alone, some = seeded(), seeded()
    whole = augment(images, EVERYTHING, alone)
    rows = augment(images[ROWS], EVERYTHING, Rows(some, 7, ROWS))
    assert torch.allclose(rows, whole[ROWS], atol=1e-6)
    assert bool((alone.get_state() == some.get_state()).all())


def test_masks_move_with_their_rows() -> None:
    """The same amounts a second time, from the state before."""
    images, masks = torch.rand(7, 3, 12, 10), torch.randint(0, 4, (7, 12, 10))
    _, whole = augment_both(images, masks, Augmentation(flip=0.5, crop=2), seeded())
    _, rows = augment_both(images[ROWS], masks[ROWS], Augmentation(flip=0.5, crop=2), Rows(seeded(), 7, ROWS))
    assert bool((rows == whole[ROWS]).all())


@pytest.mark.parametrize(("up", "cut"), [(0.4, 0.0), (0.0, 0.9)])
def test_a_picture_is_mixed_with_the_one_before_it_in_the_batch(up: float, cut: float) -> None:
    """The one before need only be at hand."""
    images, targets = torch.rand(7, 3, 8, 8), torch.eye(7)
    whole = mix(images, targets, mixup=up, cutmix=cut, generator=seeded())
    here = torch.tensor([0, 1, 2, 4, 5])
    pairs = (torch.tensor([1, 2, 4]), torch.tensor([0, 1, 3]))
    rows = mix(images[here], targets[here], mixup=up, cutmix=cut, generator=seeded(), pairs=pairs)
    for one, other in zip(rows, whole, strict=True):
        assert torch.equal(one, other[ROWS])


def test_numbers_are_drawn_as_they_always_were() -> None:
    """One process draws what it drew before there were several."""
    assert torch.equal(evenly(2, 5, seeded()), torch.rand((2, 5), generator=seeded()))
    assert torch.equal(drawn(lambda count, one: torch.rand(count, generator=one), 5, Rows(seeded(), 7, ROWS)),
                       torch.rand(7, generator=seeded())[ROWS])  # fmt: skip
