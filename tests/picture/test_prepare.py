"""A uint8 picture of any size to a network's size, and to the numbers that enter it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope.errors import ConvscopeError
from convscope.picture import InputContract, Picture, Resize, fit

MODES: tuple[Resize, ...] = ("stretch", "crop", "letterbox")


def noise(height: int, width: int, channels: int) -> Picture:
    return np.random.default_rng(0).integers(0, 256, (height, width, channels), dtype=np.uint8)


@given(
    height=st.integers(1, 60),
    width=st.integers(1, 60),
    channels=st.sampled_from([1, 2, 3, 6]),
    size=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    resize=st.sampled_from(MODES),
)
def test_every_picture_comes_out_at_the_contracts_shape(
    height: int, width: int, channels: int, size: tuple[int, int], resize: Resize
) -> None:
    """Whatever its size, a picture leaves as uint8 of the contract's height, width and channels."""
    fitted = fit(noise(height, width, channels), InputContract(channels, *size, resize))
    assert fitted.shape == (*size, channels)
    assert fitted.dtype == np.uint8


@pytest.mark.parametrize("resize", MODES)
@pytest.mark.parametrize("shape", [(30, 5000), (5000, 30), (1, 1), (1, 4000)])
def test_extreme_shapes_fit(resize: Resize, shape: tuple[int, int]) -> None:
    """A strip 5,000 long and a single pixel fit in every mode, and a white one leaves white in it."""
    fitted = fit(np.full((*shape, 1), 255, np.uint8), InputContract(1, 32, 32, resize))
    assert fitted.shape == (32, 32, 1)
    assert fitted.max() == 255


@pytest.mark.parametrize("resize", MODES)
def test_a_picture_of_the_right_size_is_left_as_it_is(resize: Resize) -> None:
    """No pixel changes where nothing has to be done."""
    picture = noise(16, 24, 3)
    assert np.array_equal(fit(picture, InputContract(3, 16, 24, resize)), picture)


def test_letterbox_puts_black_above_and_below_a_wide_picture() -> None:
    """A white picture 40 wide and 20 high in a square of 32 fills rows 8 to 23; the other rows are black."""
    fitted = fit(np.full((20, 40, 3), 255, np.uint8), InputContract(3, 32, 32, "letterbox"))
    assert (fitted[8:24] == 255).all()
    assert (fitted[:8] == 0).all()
    assert (fitted[24:] == 0).all()


def test_letterbox_puts_black_beside_a_high_picture() -> None:
    """A white picture 20 wide and 40 high in a square of 32 fills columns 8 to 23; the other columns are black."""
    fitted = fit(np.full((40, 20, 1), 255, np.uint8), InputContract(1, 32, 32, "letterbox"))
    assert (fitted[:, 8:24] == 255).all()
    assert (fitted[:, :8] == 0).all()
    assert (fitted[:, 24:] == 0).all()


def test_crop_keeps_the_centre() -> None:
    """A picture twice as wide as asked, of the right height, loses a quarter of its width on each side and no more."""
    picture = noise(16, 32, 3)
    assert np.array_equal(fit(picture, InputContract(3, 16, 16, "crop")), picture[:, 8:24])


def test_crop_takes_the_shorter_side_to_size() -> None:
    """A picture 96 wide and 48 high, white in its middle third, is that third's whole height in a square of 16."""
    picture = np.zeros((48, 96, 1), np.uint8)
    picture[:, 32:64] = 255
    fitted = fit(picture, InputContract(1, 16, 16, "crop"))[..., 0]
    # of 96 columns the middle 48 are kept, 3 to one: white from (32 - 24)/3 = 2.67 to (64 - 24)/3 = 13.33
    assert (fitted[:, 4:12] == 255).all()
    assert (fitted[:, :2] == 0).all()
    assert (fitted[:, 14:] == 0).all()


def test_stretch_keeps_the_corners() -> None:
    """Four quarters of different colours stay in their corners, and fill exactly their halves."""
    picture = np.zeros((20, 60, 3), np.uint8)
    picture[:10, :30], picture[:10, 30:] = (255, 0, 0), (0, 255, 0)
    picture[10:, :30], picture[10:, 30:] = (0, 0, 255), (255, 255, 255)
    fitted = fit(picture, InputContract(3, 32, 32, "stretch"))
    assert (fitted[:15, :15] == (255, 0, 0)).all()
    assert (fitted[:15, 17:] == (0, 255, 0)).all()
    assert (fitted[17:, :15] == (0, 0, 255)).all()
    assert (fitted[17:, 17:] == (255, 255, 255)).all()


def test_the_modes_differ() -> None:
    """A wide picture of noise comes out three different ways by the three modes."""
    stretch, crop, letterbox = (fit(noise(20, 40, 1), InputContract(1, 16, 16, mode)) for mode in MODES)
    assert not np.array_equal(stretch, crop)
    assert not np.array_equal(stretch, letterbox)
    assert not np.array_equal(crop, letterbox)


def test_shrinking_averages_and_does_not_pick() -> None:
    """Shrunk to a quarter, a fine chequerboard is even grey: bilinear with Pillow's antialiasing."""
    board = (np.indices((64, 64)).sum(axis=0) % 2 * 255).astype(np.uint8)[..., None]
    fitted = fit(board, InputContract(1, 16, 16))
    assert np.abs(fitted.astype(int) - 127).max() <= 2


def test_grey_becomes_rgb_by_repetition() -> None:
    """The three channels of a grey picture for an RGB network are its one."""
    picture = noise(8, 8, 1)
    fitted = fit(picture, InputContract(3, 8, 8))
    assert np.array_equal(fitted, np.concatenate([picture] * 3, axis=2))


def test_rgb_becomes_grey_by_luminance() -> None:
    """Red, green and blue weigh 0.299, 0.587 and 0.114 (ITU-R 601-2)."""
    primaries = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]], np.uint8)
    grey = fit(primaries, InputContract(1, 1, 4))
    assert grey[0, :, 0].tolist() == [76, 150, 29, 255]  # 0.299 · 255 = 76.2, 0.587 · 255 = 149.7, 0.114 · 255 = 29.1


@pytest.mark.parametrize("resize", MODES)
def test_the_bands_of_a_scene_are_fitted_each_by_itself(resize: Resize) -> None:
    """Each of six bands comes out as it would alone."""
    picture = noise(20, 30, 6)
    fitted = fit(picture, InputContract(6, 16, 16, resize))
    for band in range(6):
        alone = fit(picture[..., [band]], InputContract(1, 16, 16, resize))
        assert np.array_equal(fitted[..., [band]], alone)


@pytest.mark.parametrize("resize", MODES)
def test_a_band_and_a_grey_picture_are_resized_alike(resize: Resize) -> None:
    """RGB is resized band by band too: the way does not depend on how many bands there are."""
    picture = noise(20, 30, 3)
    together = fit(picture, InputContract(3, 16, 16, resize))
    alone = [fit(picture[..., [band]], InputContract(1, 16, 16, resize)) for band in range(3)]
    assert np.array_equal(together, np.concatenate(alone, axis=2))


@pytest.mark.parametrize(("came", "taken"), [(4, 3), (2, 1), (3, 6), (6, 3), (3, 4), (1, 2)])
def test_other_changes_of_channels_are_refused(came: int, taken: int) -> None:
    """The error says how many channels came, how many are taken, and what to do."""
    told = f"a picture of {came} channels came, the network takes {taken}; give a TIFF or .* of {taken} bands"
    with pytest.raises(ConvscopeError, match=told) as refused:
        fit(noise(8, 8, came), InputContract(taken, 8, 8))
    assert ("transparency is no band" in refused.value.fix) == ((came, taken) == (3, 4))
