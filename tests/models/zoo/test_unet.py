"""U-Net."""

import pytest
import torch

from convscope.models.zoo.unet import UNet


@pytest.mark.parametrize("size", [(16, 16), (17, 30), (45, 61), (3, 5)])
def test_a_picture_of_any_size_is_answered_at_its_size(size: tuple[int, int]) -> None:
    """Odd sides are halved upwards, and what is enlarged is cut again."""
    module = UNet(channels=5, classes=4, width=4, depth=3).eval()
    assert module(torch.rand(1, 5, *size)).shape == (1, 4, *size)


def test_the_papers_width_has_its_number_of_parameters() -> None:
    """31.0 million, as is said of it; batch norm adds what the convolutions' biases would."""
    assert sum(p.numel() for p in UNet(1, 2, width=64).parameters()) == pytest.approx(31.03e6, rel=1e-3)
