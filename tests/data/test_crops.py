"""Crops, against the same done picture by picture."""

import pytest
import torch
import torch.nn.functional as F
from torchvision.transforms.v2 import functional as V

from convscope.data.crops import Border, crop_resized, crop_shifted, cut_out, enlarged
from convscope.errors import ConvscopeError

IMAGES = torch.rand(64, 3, 9, 12, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def generator() -> torch.Generator:
    return torch.Generator().manual_seed(3)


@pytest.mark.parametrize("border", ["reflect", "zero"])
@pytest.mark.parametrize("most", [1, 3, 8])
def test_a_shifted_crop_is_one_of_the_padded_picture(border: Border, most: int) -> None:
    """Each picture's is the crop of torch's padded picture at the offset that was drawn; all offsets come."""
    cropped = crop_shifted(IMAGES, most, border, generator())
    offsets = torch.randint(-most, most + 1, (2, 64), generator=generator())
    for image, given, row, column in zip(IMAGES, cropped, *offsets.tolist(), strict=True):
        padded = F.pad(image[None], (most,) * 4, "reflect" if border == "reflect" else "constant")[0]
        assert torch.equal(given, padded[:, most + row : most + row + 9, most + column : most + column + 12])
    assert set(offsets[0].tolist()) == set(range(-most, most + 1)) or most == 8


def test_a_reflection_longer_than_the_picture_is_refused() -> None:
    """Of nine rows eight can be reflected; the fix is a smaller crop or zeros."""
    with pytest.raises(ConvscopeError, match=r"9 pixels has no reflection in pictures of 9 × 12; --set crop=1"):
        crop_shifted(IMAGES, 9, "reflect", generator())
    assert crop_shifted(IMAGES, 20, "zero", generator()).shape == IMAGES.shape


def test_a_window_is_enlarged_as_torchvision_does() -> None:
    """Picture by picture ``resized_crop`` of torchvision, bilinear, gives the same numbers."""
    windows = [(0, 0, 9, 12), (2, 3, 5, 4), (8, 11, 1, 1), (0, 5, 9, 2), (4, 0, 3, 12), (1, 1, 7, 9)]
    numbers = torch.tensor(windows, dtype=torch.float64).T
    given = enlarged(IMAGES[:6], *numbers)
    for image, one, (top, left, tall, wide) in zip(IMAGES, given, windows, strict=False):
        expected = V.resized_crop(image, top, left, tall, wide, [9, 12], antialias=False)
        torch.testing.assert_close(one, expected, rtol=0, atol=1e-9)


def test_resized_crops_have_the_areas_and_ratios_asked_for() -> None:
    """On a ramp a crop's size shows in its slope: areas fill ``least`` to 1, ratios 3:4 to 4:3, all inside."""
    side = 96
    rows = torch.arange(float(side))[:, None].expand(side, side)
    ramps = torch.stack([rows, rows.T])[None].expand(500, -1, -1, -1)
    cropped = crop_resized(ramps, 0.25, generator())
    # inside the window one output pixel further is window/96 input pixels further
    tall = (cropped[:, 0, 60, 40] - cropped[:, 0, 30, 40]) / 30 * side
    wide = (cropped[:, 1, 40, 60] - cropped[:, 1, 40, 30]) / 30 * side
    area, ratio = tall * wide / side**2, wide / tall
    assert 0.24 < area.min() < 0.28 and 0.9 < area.max() <= 1.001
    assert area.mean() == pytest.approx(0.625, abs=0.03)  # the mean of 0.25 … 1
    assert 0.73 < ratio.min() < 0.8 and 1.25 < ratio.max() < 1.37
    assert cropped.min() >= 0 and cropped.max() <= side - 1
    starts = cropped[:, 0, 0, 0]
    assert starts.min() < 1e-4 and starts.max() > 20  # windows lie anywhere


def test_a_resized_crop_of_all_is_the_picture() -> None:
    """Area 1 at a ratio that does not fit is cut to the picture's sides; every pixel read lies in the picture."""
    images = torch.rand(50, 1, 8, 8)
    whole = enlarged(images, torch.zeros(50), torch.zeros(50), torch.full((50,), 8.0), torch.full((50,), 8.0))
    torch.testing.assert_close(whole, images, rtol=0, atol=1e-6)


@pytest.mark.parametrize("side", [1, 4, 5, 40])
def test_cutout_is_a_square_of_zeros(side: int) -> None:
    """Each picture is 0 in the square around its drawn centre, cut at the border, and itself elsewhere."""
    given = cut_out(IMAGES, side, generator())
    drawn = torch.rand((2, 64), generator=generator())
    for image, one, down, across in zip(IMAGES, given, *drawn.tolist(), strict=True):
        expected, row, column = image.clone(), int(down * 9), int(across * 12)
        top, left = row - side // 2, column - side // 2
        expected[:, max(top, 0) : top + side, max(left, 0) : left + side] = 0
        assert torch.equal(one, expected)
