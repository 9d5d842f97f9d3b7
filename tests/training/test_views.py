"""Test-time augmentation, against the views written out."""

import pytest
import torch
from torch import nn

from convscope.errors import ConvscopeError
from convscope.training.views import Views, answer

IMAGES = torch.rand(4, 1, 6, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
MODULE = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Tanh(), nn.Flatten(), nn.Linear(24, 3)).double()


def shifted(image: torch.Tensor, down: int, across: int) -> torch.Tensor:
    """Read a picture so many pixels further down and across, reflected beyond its border."""
    height, width = image.shape[1:]
    rows = [abs(r) if r < height else 2 * height - 2 - r for r in range(down, down + height)]
    columns = [abs(c) if c < width else 2 * width - 2 - c for c in range(across, across + width)]
    return image[:, rows][:, :, columns]


def test_one_view_is_the_networks_own_answer() -> None:
    """Nothing is done to it."""
    assert torch.equal(answer(MODULE, IMAGES, "one"), MODULE(IMAGES))


def test_mirrored_is_the_mean_of_both_ways() -> None:
    """Of the picture and its mirror image, one half each."""
    expected = (MODULE(IMAGES) + MODULE(IMAGES.flip(3))) / 2
    torch.testing.assert_close(answer(MODULE, IMAGES, "mirrored"), expected)


def test_six_views_have_jordans_weights() -> None:
    """A quarter each way at rest, an eighth each way shifted to either corner: picture by picture the same sum."""
    for number, image in enumerate(IMAGES):
        views = [(image, 0.25)] + [(shifted(image, step, step), 0.125) for step in (-1, 1)]
        expected = sum(w * (MODULE(v[None]) + MODULE(v.flip(2)[None])) for v, w in views)
        torch.testing.assert_close(answer(MODULE, IMAGES, "mirrored-and-shifted")[number], expected[0])


def test_five_views_count_a_third_and_four_sixths() -> None:
    """At rest, and one pixel each way, never mirrored."""
    for number, image in enumerate(IMAGES):
        around = [shifted(image, *step) for step in ((-1, 0), (1, 0), (0, -1), (0, 1))]
        expected = MODULE(image[None]) / 3 + sum(MODULE(view[None]) for view in around) / 6
        torch.testing.assert_close(answer(MODULE, IMAGES, "shifted")[number], expected[0])


@pytest.mark.parametrize("views", ["shifted", "mirrored-and-shifted"])
def test_answers_of_pixels_are_not_shifted(views: Views) -> None:
    """They would lie one pixel beside those at rest."""
    with pytest.raises(ConvscopeError, match="every pixel is answered"):
        answer(nn.Conv2d(1, 2, 3, padding=1).double(), IMAGES, views)
