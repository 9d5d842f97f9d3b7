"""Colours that stay the content's."""

import torch
from torch import Tensor

from convscope.apply.style.colours import like_luminance, luminance, matched, with_luminance


def pixels(height: int, width: int, seed: int = 0) -> Tensor:
    return torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(seed))


def test_luminance_is_the_weighed_sum() -> None:
    red = torch.tensor([1.0, 0.0, 0.0]).reshape(1, 3, 1, 1)
    assert abs(float(luminance(red)) - 0.299) < 1e-6


def test_another_brightness_keeps_the_chroma() -> None:
    """Differences between channels are the content's to the last digits, and all stays in 0 … 1."""
    content, other = pixels(12, 15, 1), luminance(pixels(12, 15, 2))
    made = with_luminance(content, other)
    assert torch.allclose(made[:, 0] - made[:, 1], content[:, 0] - content[:, 1], atol=1e-6)
    assert torch.allclose(made[:, 2] - made[:, 1], content[:, 2] - content[:, 1], atol=1e-6)
    assert float(made.min()) >= -1e-6 and float(made.max()) <= 1 + 1e-6
    mild = 0.4 + 0.2 * content
    assert torch.allclose(luminance(with_luminance(mild, 0.4 + 0.2 * other)), 0.4 + 0.2 * other, atol=1e-6)


def test_a_style_is_as_bright_and_as_contrasted_as_the_content() -> None:
    content, style = 0.3 + 0.2 * pixels(20, 20, 1), pixels(18, 18, 2)
    seen = like_luminance(style, content)
    wanted = luminance(content)
    assert seen.shape == style.shape and torch.equal(seen[:, 0], seen[:, 2])
    assert abs(float(seen.mean() - wanted.mean())) < 1e-3 and abs(float(seen.std() - wanted.std())) < 1e-2


def test_matched_colours_have_the_contents_mean_and_covariance() -> None:
    content, style = 0.35 + 0.3 * pixels(40, 40, 1), pixels(30, 50, 2)
    mixing = torch.tensor([[1.0, 0.4, 0.0], [0.0, 0.5, 0.3], [0.2, 0.0, 0.4]])
    content = torch.einsum("dc,nchw->ndhw", mixing, content - 0.5) + 0.5
    seen = matched(style, content)
    one, other = seen[0].flatten(1), content[0].flatten(1)
    assert torch.allclose(one.mean(1), other.mean(1), atol=1e-3)
    assert torch.allclose(torch.cov(one), torch.cov(other), atol=1e-3)


def test_an_even_picture_is_no_trouble() -> None:
    even = torch.full((1, 3, 8, 8), 0.5)
    assert matched(even, pixels(8, 8)).isfinite().all() and like_luminance(even, pixels(8, 8)).isfinite().all()
