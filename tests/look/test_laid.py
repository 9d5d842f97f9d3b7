"""Maps laid out beside their picture."""

import numpy as np

from convscope.look.laid import DIMMED, dimmed, laid

PICTURE = np.random.default_rng(0).integers(0, 256, (6, 8, 3), dtype=np.uint8)


def test_the_picture_stands_beside_itself_dimmed() -> None:
    """As bright as it is where the map is highest, a fifth where it is at zero or below."""
    values = np.zeros((6, 8))
    values[2, 3], values[4, 4] = 2.0, -5.0
    picture, shown = laid(PICTURE, values, method="m", layer="l", sentence="s")
    np.testing.assert_allclose(picture.array[0], PICTURE / 255)
    np.testing.assert_allclose(picture.array[1, 2, 3], PICTURE[2, 3] / 255)
    np.testing.assert_allclose(picture.array[1, 4, 4], PICTURE[4, 4] / 255 * DIMMED)
    assert shown.legend == "signed" and (shown.method, shown.layer) == ("m", "l")


def test_a_map_without_numbers_below_zero_is_unsigned() -> None:
    """And its range starts at zero."""
    shown = laid(PICTURE, np.full((6, 8), 3.0), method="m", layer="l", sentence="s")[1]
    assert shown.legend == "unsigned" and shown.range == (0.0, 3.0)


def test_a_few_pixels_that_stand_out_do_not_hide_the_others() -> None:
    """Colours end before them, and it is said."""
    values = np.ones((40, 40))
    values[0, 0] = 100.0
    _, shown = laid(np.zeros((40, 40, 1), np.uint8), values, method="m", layer="l", sentence="s.")
    assert shown.range == (0.0, 1.0) and shown.sentence == "s. Colours end at 1, a few pixels go on to 100."
    assert shown.array[0, 0, 0] == 100


def test_a_map_of_nothing_dims_everything() -> None:
    """No division by zero."""
    np.testing.assert_allclose(dimmed(np.ones((2, 2, 3)), np.zeros((2, 2))), np.full((2, 2, 3), DIMMED))
