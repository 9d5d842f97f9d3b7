"""How a map grows back to the picture."""

import pytest
import torch

from convscope.models.zoo.upsampling import bilinear_kernel, cropped, upsampler


@pytest.mark.parametrize("factor", [2, 4, 8])
def test_a_transposed_convolution_begins_as_bilinear(factor: int) -> None:
    """Away from the border, map by map."""
    torch.manual_seed(0)
    maps = torch.rand(1, 3, 6, 7)
    one, other = (upsampler(3, factor, how)(maps).detach() for how in ("transposed", "bilinear"))
    assert one.shape == other.shape == (1, 3, 6 * factor, 7 * factor)
    inside = slice(factor, -factor)
    torch.testing.assert_close(one[..., inside, inside], other[..., inside, inside])


def test_the_kernel_sums_to_the_factors_square() -> None:
    """So that a constant map stays what it is."""
    assert bilinear_kernel(8).sum() == pytest.approx(16.0)


def test_what_is_too_long_is_cut_and_what_is_too_short_is_resized() -> None:
    """From the first row and column on."""
    maps = torch.rand(1, 1, 6, 6)
    assert torch.equal(cropped(maps, torch.zeros(1, 1, 5, 6)), maps[:, :, :5])
    assert cropped(maps, torch.zeros(1, 1, 7, 5)).shape == (1, 1, 7, 5)
