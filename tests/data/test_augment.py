"""Moving the pictures of a batch."""

import pytest
import torch

from convscope.data import Augmentation, augment


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_nothing_asked_nothing_done() -> None:
    """Without any amount the very tensor comes back."""
    images = torch.rand(2, 1, 8, 8)
    assert augment(images, Augmentation(), generator()) is images


def test_each_picture_moves_by_its_own_amount() -> None:
    """Equal pictures of a batch come out different, and the same again for the same seed."""
    images = torch.rand(1, 1, 16, 16).expand(8, -1, -1, -1)
    how = Augmentation(shift=0.2, rotate=20)
    one, again = augment(images, how, generator()), augment(images, how, generator())
    assert torch.equal(one, again) and one.shape == images.shape
    assert len({tuple(picture.flatten().tolist()) for picture in one}) == 8


def test_a_shift_moves_by_the_share_of_the_side() -> None:
    """With shift 0.25 of 32 pixels a bright spot lands at most 8 pixels away, and some nearly so far."""
    images = torch.zeros(200, 1, 32, 32)
    images[:, :, 16, 16] = 1
    moved = augment(images, Augmentation(shift=0.25), generator())
    places = moved.flatten(1).argmax(1)
    rows, columns = places // 32 - 16, places % 32 - 16
    for distance in (rows.abs(), columns.abs()):
        assert distance.max() in (7, 8)
    assert rows.min() < 0 < rows.max() and columns.min() < 0 < columns.max()


def test_every_picture_is_mirrored_where_flip_is_one() -> None:
    """Flip 1 mirrors all of them, exactly; 0.5 about half."""
    images = torch.rand(400, 3, 4, 5)
    assert torch.equal(augment(images, Augmentation(flip=1.0), generator()), images.flip(3))
    half = augment(images, Augmentation(flip=0.5), generator())
    assert (half == images.flip(3)).all(dim=(1, 2, 3)).sum().item() == pytest.approx(200, abs=40)


def test_rotation_is_of_rigid_pictures_also_where_they_are_oblong() -> None:
    """A turned disc stays a disc: its mass and its spread along both axes are kept, on a canvas twice as wide."""
    rows, columns = torch.meshgrid(torch.arange(32.0), torch.arange(64.0), indexing="ij")
    disc = torch.exp(-((rows - 15.5) ** 2 + (columns - 31.5) ** 2) / 18)
    turned = augment(disc.expand(20, 1, -1, -1), Augmentation(rotate=90), generator())
    torch.testing.assert_close(turned.sum((1, 2, 3)), disc.sum().expand(20), rtol=0.01, atol=0)
    torch.testing.assert_close(turned, disc.expand(20, 1, -1, -1), rtol=0, atol=0.05)


def test_the_border_is_repeated() -> None:
    """A flat picture stays flat however far it is shifted: nothing black or grey comes in."""
    images = torch.full((10, 1, 8, 8), -0.7)
    torch.testing.assert_close(augment(images, Augmentation(shift=1.0), generator()), images)
