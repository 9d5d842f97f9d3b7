"""Colour jitter, against torchvision's picture by picture."""

import pytest
import torch
from torch import Tensor
from torchvision.transforms.v2 import functional as V

from convscope.data.colours import grey, jitter_colours


def images(channels: int = 3) -> Tensor:
    return torch.rand(20, channels, 6, 7, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def factors(*amounts: float) -> Tensor:
    drawn = torch.rand((3, 20), generator=torch.Generator().manual_seed(3))
    return 1 + (drawn.double() * 2 - 1) * torch.tensor(amounts, dtype=torch.float64)[:, None]


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("amounts", [(0.4, 0.0, 0.0), (0.0, 0.6, 0.0), (0.0, 0.0, 0.9), (0.3, 0.5, 0.7)])
def test_it_is_torchvisions_picture_by_picture(channels: int, amounts: tuple[float, float, float]) -> None:
    """Brightness, contrast, saturation in this order, each picture by its own factor, give torchvision's numbers."""
    brightness, contrast, saturation = amounts
    given = jitter_colours(
        images(channels), brightness=brightness, contrast=contrast, saturation=saturation,
        generator=torch.Generator().manual_seed(3),
    )  # fmt: skip
    for image, one, factor in zip(images(channels), given, factors(*amounts).T.tolist(), strict=True):
        expected = V.adjust_brightness(image, factor[0]) if brightness else image
        expected = V.adjust_contrast(expected, factor[1]) if contrast else expected
        expected = V.adjust_saturation(expected, factor[2]) if saturation else expected
        torch.testing.assert_close(one, expected, rtol=0, atol=1e-7)


def test_other_channels_have_a_mean_for_grey() -> None:
    """Of five bands the grey is their mean; of three the eye's weighting; of one itself."""
    five = images(5)
    torch.testing.assert_close(grey(five)[:, 0], sum(five[:, band] for band in range(5)) / 5)
    three = images(3)
    torch.testing.assert_close(grey(three), torch.stack([V.rgb_to_grayscale(one) for one in three]), rtol=0, atol=1e-4)
    assert torch.equal(grey(images(1)), images(1))


def test_factors_fill_their_range_and_never_turn_a_picture_over() -> None:
    """A flat 0.25 brightened by up to 1 comes out between 0 and 0.5; an amount above 1 stops at black."""
    flat = torch.full((2000, 1, 1, 1), 0.25)
    made = jitter_colours(flat, brightness=1.0, contrast=0, saturation=0, generator=torch.Generator().manual_seed(0))
    assert made.min() < 0.01 and made.max() > 0.49 and made.mean() == pytest.approx(0.25, abs=0.01)
    dark = jitter_colours(flat, brightness=3.0, contrast=0, saturation=0, generator=torch.Generator().manual_seed(0))
    assert dark.min() == 0
