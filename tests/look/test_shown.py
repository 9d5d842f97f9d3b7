"""Pictures as they are shown."""

import numpy as np

from convscope.look.shown import OUTLINE, in_colour, outlined


def test_three_channels_are_colours_and_of_others_the_first_is_grey() -> None:
    """Values of 0 … 255 become 0 … 1."""
    picture = np.arange(2 * 2 * 6, dtype=np.uint8).reshape(2, 2, 6)
    np.testing.assert_array_equal(in_colour(picture[..., :3]), picture[..., :3] / 255)
    for channels in (1, 4, 6):
        np.testing.assert_array_equal(in_colour(picture[..., :channels])[..., 1], picture[..., 0] / 255)


def test_a_box_is_outlined_where_it_lies() -> None:
    """Rows 1 to 2, columns 0 to 3 of 8 × 8, each pixel four large: the line is on its border, and nowhere else."""
    tile = outlined(np.zeros((8, 8, 3)), ((1, 2), (-5, 3)), scale=4)
    line = np.isclose(tile, OUTLINE).all(-1)
    expected = np.zeros((32, 32), dtype=bool)
    expected[4:12, 0:16] = True
    expected[5:11, 1:15] = False
    np.testing.assert_array_equal(line, expected)


def test_a_box_outside_leaves_the_picture_as_it_is() -> None:
    """Nothing of it can be drawn."""
    assert not outlined(np.zeros((8, 8, 3)), ((9, 12), (0, 3)), scale=1).any()
