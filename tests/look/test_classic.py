"""Classic kernels at any size, and how alike others are to them."""

import numpy as np
import pytest

from convscope.look.classic import by_chance, classic_kernels, most_alike

TEXTBOOK = {
    "Sobel 0°": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "Sobel 90°": [[1, 2, 1], [0, 0, 0], [-1, -2, -1]],
    "Prewitt 180°": [[1, 0, -1], [1, 0, -1], [1, 0, -1]],
    "mean": [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
    "a single point": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
}


@pytest.mark.parametrize("name", TEXTBOOK)
def test_the_textbooks_kernels_are_found(name: str) -> None:
    """With likeness 1, whatever they are multiplied by; the bank has them as the textbook writes them."""
    kernel = 7.0 * np.array(TEXTBOOK[name], dtype=float)
    found = most_alike(kernel)
    assert (found.classic.name, round(found.cosine, 9)) == (name, 1.0)
    np.testing.assert_allclose(found.classic.values * np.sqrt((kernel**2).sum()), kernel, atol=1e-12)


def test_what_is_upside_down_says_so() -> None:
    """A dark point and a negative mean have a minus in their names, an edge another angle."""
    assert most_alike(-np.ones((5, 5))).classic.name == "−mean"
    assert most_alike(-np.array(TEXTBOOK["Sobel 0°"], float)).classic.name == "Sobel 180°"


@pytest.mark.parametrize("size", [(1, 1), (1, 7), (2, 2), (3, 3), (4, 6), (5, 5), (11, 11)])
def test_all_have_length_one_and_differ(size: tuple[int, int]) -> None:
    """Of any size; stripes and slopes have mean 0, so that a flat picture gives 0."""
    classics = classic_kernels(*size)
    assert all(abs((one.values**2).sum() - 1) < 1e-9 and one.values.shape == size for one in classics)
    for one in classics:
        if one.name.startswith(("Sobel", "Prewitt", "Gabor", "Laplacian")):
            assert abs(one.values.sum()) < 1e-9


def test_a_larger_one_is_recognised_through_noise() -> None:
    """A 7 × 7 Gabor with a tenth of noise."""
    gabor = next(one for one in classic_kernels(7, 7) if one.name == "Gabor 45°")
    noisy = gabor.values + np.random.default_rng(0).normal(size=(7, 7)) * 0.1 / 7
    found = most_alike(noisy)
    assert found.classic.name == "Gabor 45°" and found.cosine > 0.98


def test_chance_falls_with_size() -> None:
    """Nine random numbers resemble something more than 121 do."""
    assert 0.5 < by_chance(3, 3) < 0.8 and by_chance(11, 11) < by_chance(5, 5) < by_chance(3, 3)


def test_nothing_resembles_nothing() -> None:
    """A kernel of zeros has likeness 0 and no division by it."""
    assert most_alike(np.zeros((3, 3))).cosine == 0
