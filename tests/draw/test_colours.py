"""Which colours numbers get."""

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb

from convscope.draw import Legend, coloured, legend_colours
from convscope.draw.colours import BLUE, ORANGE, colour_map, range_of

NUMBERS = st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=20)


def bytes_of(colour: str) -> list[int]:
    return [round(channel * 255) for channel in to_rgb(colour)]


@given(NUMBERS)
def test_signed_zero_is_exactly_white(numbers: list[float]) -> None:
    """Whatever numbers stand beside it, zero is (255, 255, 255)."""
    array = np.array([[[0.0, *numbers]]])
    assert coloured(array, "signed", *range_of(array, "signed"))[0, 0, 0].tolist() == [255, 255, 255]


def test_signed_zeros_alone_are_white() -> None:
    """A kernel of zeros is not blue, which would mean negative; its range is not empty."""
    zeros = np.zeros((1, 2, 2))
    low, high = range_of(zeros, "signed")
    assert (low, high) == (-1, 1)
    assert (coloured(zeros, "signed", low, high) == 255).all()


@given(NUMBERS)
def test_the_signed_range_is_symmetric_and_just_covers_the_numbers(numbers: list[float]) -> None:
    """It reaches as far below zero as above, to the largest magnitude and no farther."""
    array = np.array(numbers)
    low, high = range_of(array, "signed")
    assert low == -high
    assert high == (float(np.abs(array).max()) or 1.0)


def test_the_ends_of_the_signed_scale_are_blue_and_orange() -> None:
    """The lowest number is the blue, the highest the orange that the legend says."""
    ends = coloured(np.array([[[-3.0, 3.0]]]), "signed", -3, 3)[0, 0]
    assert ends.tolist() == [bytes_of(BLUE), bytes_of(ORANGE)]


def test_signed_colours_say_the_sign() -> None:
    """Below zero blue outweighs red, above it red outweighs blue."""
    shades = coloured(np.array([-0.7, -0.1, 0.1, 0.7]), "signed", -1, 1).astype(int)
    assert (np.sign(shades[:, 0] - shades[:, 2]) == [-1, -1, 1, 1]).all()


def test_unsigned_numbers_get_cividis() -> None:
    """Colour by colour what matplotlib's own cividis gives."""
    array = np.linspace(0, 7, 50).reshape(1, 5, 10)
    theirs = mpl.colormaps["cividis"](array / 7, bytes=True)[..., :3]
    np.testing.assert_array_equal(coloured(array, "unsigned", 0, 7), theirs)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([2.0, 5.0], (0, 5)), ([-1.0, 4.0], (-1, 4)), ([0.0, 0.0], (0, 0)), ([-3.0, -2.0], (-3, -2))],
)
def test_the_unsigned_range_starts_at_zero(numbers: list[float], expected: tuple[float, float]) -> None:
    """From 0, or from below where a number is, to the highest."""
    assert range_of(np.array(numbers), "unsigned") == expected


def test_the_range_leaves_out_what_is_not_finite() -> None:
    """Infinity and not-a-number do not stretch the scale."""
    array = np.array([np.inf, np.nan, -2.0, 1.0, -np.inf])
    assert range_of(array, "signed") == (-2, 2)
    assert range_of(array, "unsigned") == (-2, 1)
    assert range_of(np.array([np.nan]), "unsigned") == (0, 0)


def test_numbers_beyond_the_range_are_clipped() -> None:
    """What lies outside gets the colour of the end it lies beyond."""
    outside = coloured(np.array([-9.0, 9.0]), "unsigned", 0, 1)
    np.testing.assert_array_equal(outside, coloured(np.array([0.0, 1.0]), "unsigned", 0, 1))


@pytest.mark.parametrize("number_type", [np.float64, np.float32])
def test_pictures_in_grey_are_untouched(number_type: type) -> None:
    """Each of the 256 levels v, given as v/255, comes out as v in red, green and blue."""
    levels = np.arange(256).reshape(1, 16, 16)
    shown = coloured((levels / 255).astype(number_type), "picture", 0, 1)
    np.testing.assert_array_equal(shown, np.stack([levels] * 3, axis=-1))


@pytest.mark.parametrize("number_type", [np.float64, np.float32])
def test_pictures_in_colour_are_untouched(number_type: type) -> None:
    """Each of the 256 levels of each channel comes out as it went in."""
    levels = np.arange(256 * 3).reshape(1, 16, 16, 3) % 256
    np.testing.assert_array_equal(coloured((levels / 255).astype(number_type), "picture", 0, 1), levels)


def test_between_two_levels_the_nearer_is_taken() -> None:
    """Not the lower: 99.7 is shown as 100, 99.3 as 99."""
    assert coloured(np.array([[[99.7 / 255, 99.3 / 255]]]), "picture", 0, 1)[0, 0, :, 0].tolist() == [100, 99]


def test_grey_pictures_three_pixels_wide_are_not_taken_for_colour() -> None:
    """Their last axis is the width."""
    shown = coloured(np.array([[[0.0, 1.0, 0.0]]]), "picture", 0, 1)
    assert shown.tolist() == [[[[0, 0, 0], [255, 255, 255], [0, 0, 0]]]]


@pytest.mark.parametrize("legend", ["signed", "unsigned", "picture"])
def test_legend_colours_are_those_of_the_numbers(legend: Legend) -> None:
    """The bar's colours from low to high are what numbers at those places get, but for rounding to a byte."""
    bar = np.array([bytes_of(colour) for colour in legend_colours(legend, 5)])
    numbers = coloured(np.array([[[0, 0.25, 0.5, 0.75, 1]]]), legend, 0, 1)[0, 0]
    assert np.abs(bar - numbers.astype(int)).max() <= 1
    assert len(bar) == 5


def test_the_middle_of_the_signed_legend_is_white() -> None:
    """The bar shows where zero is."""
    assert legend_colours("signed")[4] == "#ffffff"


def test_a_picture_is_drawn_in_grey() -> None:
    """Its colour map has equal red, green and blue."""
    red, green, blue, _ = colour_map("picture")(0.3)
    assert red == green == blue
