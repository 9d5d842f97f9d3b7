"""Moving the pictures of a batch."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from convscope.data import Augmentation, augment, augment_both
from convscope.picture import InputContract

Drawn = Callable[[float], None]


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    """Let every random number be the given one: 1 moves by the whole amount, 0 as far the other way, 0.5 not at all."""

    def draw(number: float) -> None:
        def rand(size: Any, **_: Any) -> torch.Tensor:
            return torch.full(size if isinstance(size, tuple) else (size,), number)

        monkeypatch.setattr(torch, "rand", rand)

    return draw


def columns_of(height: int, width: int) -> torch.Tensor:
    """A picture whose every pixel holds the number of its column."""
    return torch.arange(float(width)).expand(1, 1, height, width).contiguous()


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


def test_another_seed_moves_otherwise() -> None:
    """The seed alone decides how far pictures move."""
    images, how = torch.rand(4, 1, 16, 16), Augmentation(shift=0.2, flip=0.5)
    assert not torch.equal(augment(images, how, generator(0)), augment(images, how, generator(1)))


@pytest.mark.parametrize(("number", "row", "column"), [(1.0, 4, 8), (0.0, 12, 24), (0.5, 8, 16)])
def test_a_whole_shift_is_exact(drawn: Drawn, number: float, row: int, column: int) -> None:
    """A quarter of 16 rows and of 32 columns is 4 and 8 pixels: a bright pixel is all there, and nowhere else."""
    drawn(number)
    image, there = torch.zeros(1, 1, 16, 32), torch.zeros(1, 1, 16, 32)
    image[0, 0, 8, 16] = there[0, 0, row, column] = 1
    torch.testing.assert_close(augment(image, Augmentation(shift=0.25), generator()), there, rtol=0, atol=1e-5)


@pytest.mark.parametrize(("number", "turns"), [(1.0, 1), (0.0, -1)])
def test_a_quarter_turn_is_rot90(drawn: Drawn, number: float, turns: int) -> None:
    """Turned by 90 degrees, a picture is that of `torch.rot90`, in colour, one way or the other."""
    images = torch.rand(2, 3, 9, 9)
    drawn(number)
    turned = augment(images, Augmentation(rotate=90.0), generator())
    torch.testing.assert_close(turned, torch.rot90(images, turns, (2, 3)), rtol=0, atol=1e-5)


@pytest.mark.parametrize(("number", "factor"), [(1.0, 1.5), (0.0, 0.5)])
def test_a_whole_zoom_is_about_the_centre(drawn: Drawn, number: float, factor: float) -> None:
    """With zoom 0.5 a pixel x columns off the centre shows what was 1.5 x, or 0.5 x, off it."""
    drawn(number)
    columns = columns_of(6, 8)
    expected = ((columns - 3.5) * factor + 3.5).clamp(0, 7)
    torch.testing.assert_close(augment(columns, Augmentation(zoom=0.5), generator()), expected, rtol=0, atol=1e-5)
    rows = columns.transpose(2, 3).contiguous()
    zoomed = augment(rows, Augmentation(zoom=0.5), generator())
    torch.testing.assert_close(zoomed, expected.transpose(2, 3), rtol=0, atol=1e-5)


@pytest.mark.parametrize(("number", "slant"), [(1.0, 0.5), (0.0, -0.5)])
def test_shear_is_the_tangent_of_the_slant(drawn: Drawn, number: float, slant: float) -> None:
    """With shear 0.5 each row slides by half a pixel more than the one above it, also where pictures are oblong."""
    drawn(number)
    columns = columns_of(6, 12)
    rows = torch.arange(6.0)[:, None] - 2.5
    expected = (columns + slant * rows).clamp(0, 11)
    torch.testing.assert_close(augment(columns, Augmentation(shear=0.5), generator()), expected, rtol=0, atol=1e-5)


def test_the_moves_fill_their_range() -> None:
    """Angles of many pictures come from all of ± 30 degrees, evenly: half of them lie within ± 15."""
    image = torch.zeros(1, 1, 65, 65)
    image[..., 32, 60] = 1  # a spot 28 pixels right of the centre
    spots = augment(image.expand(400, -1, -1, -1), Augmentation(rotate=30.0), generator()).flatten(1).argmax(1)
    angles = torch.rad2deg(torch.atan2(spots // 65 - 32.0, spots % 65 - 32.0))
    assert angles.min() < -27 and angles.max() > 27 and angles.abs().max() < 31.5
    assert (angles.abs() < 15).float().mean().item() == pytest.approx(0.5, abs=0.08)


def test_colours_are_changed_as_they_are_seen() -> None:
    """Scaled pictures come back as the jittered pictures scaled, still of colours that there are."""
    contract = InputContract(3, 4, 4, mean=(0.5, 0.4, 0.3), std=(0.2, 0.25, 0.3))
    mean, std = (torch.tensor(numbers).view(3, 1, 1) for numbers in (contract.mean, contract.std))
    plain = torch.rand(8, 3, 4, 4)
    how = Augmentation(brightness=0.5, contrast=0.4, saturation=0.3)
    changed = augment((plain - mean) / std, how, generator(), contract)
    torch.testing.assert_close(changed * std + mean, augment(plain, how, generator()), rtol=0, atol=1e-6)
    assert (changed * std + mean).min() > -1e-6 and (changed * std + mean).max() < 1 + 1e-6


@pytest.mark.parametrize(
    "how",
    [Augmentation(flip=0.5), Augmentation(resized_crop=0.4), Augmentation(crop=2),
     Augmentation(crop=9, crop_border="zero"), Augmentation(cutout=5), Augmentation(saturation=0.5),
     Augmentation(zoom=0.2)],
    ids=str,
)  # fmt: skip
def test_each_change_is_asked_for_alone_and_repeats(how: Augmentation) -> None:
    """Every amount alone changes the pictures, keeps their shape and kind, and does the same for the same seed."""
    images = torch.rand(6, 3, 16, 12)
    before = images.clone()
    changed = augment(images, how, generator())
    assert changed.shape == images.shape and changed.dtype == images.dtype
    assert torch.equal(images, before) and not torch.equal(changed, images)
    assert torch.equal(changed, augment(images, how, generator()))


@pytest.mark.parametrize(
    "how",
    [
        Augmentation(flip=0.5),
        Augmentation(scale=2.0),
        Augmentation(resized_crop=0.4),
        Augmentation(crop=5),
        Augmentation(shift=0.2, rotate=20, zoom=0.2, shear=0.1),
        Augmentation(flip=0.5, scale=1.5, crop=3),
    ],
    ids=["flip", "scale", "resized crop", "crop", "affine", "several"],
)
def test_masks_move_with_their_pictures(how: Augmentation) -> None:
    """A picture whose brightness is its class is the same as its mask afterwards, but for edges between classes."""
    generator = torch.Generator().manual_seed(3)
    masks = torch.randint(0, 2, (6, 3, 4), generator=generator).repeat_interleave(16, 1).repeat_interleave(16, 2)
    images = masks[:, None].float() * 2 - 1
    after = torch.Generator().manual_seed(0)
    moved, labels = augment_both(images, masks, how, after, None)
    alone = torch.Generator().manual_seed(0)
    assert torch.equal(moved, augment(images, how, alone, None)) and torch.equal(after.get_state(), alone.get_state())
    sure = (labels != 255) & ((moved[:, 0].abs() - 1).abs() < 1e-4)
    assert sure.float().mean() > 0.3
    assert torch.equal((moved[:, 0] > 0)[sure], (labels == 1)[sure])


def test_what_comes_in_from_outside_says_nothing() -> None:
    """A picture that is reduced has a border of which nothing is known."""
    masks = torch.ones(20, 32, 32, dtype=torch.long)
    _, labels = augment_both(
        torch.ones(20, 1, 32, 32), masks, Augmentation(scale=2.0), torch.Generator().manual_seed(0)
    )
    assert set(labels.flatten().tolist()) == {1, 255}
