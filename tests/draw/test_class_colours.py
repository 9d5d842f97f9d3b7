"""Colours that tell classes apart."""

from convscope.draw.class_colours import class_colours


def test_colours_are_all_different_and_the_first_ones_stay() -> None:
    """However many classes there are."""
    many = class_colours(255)
    assert len(set(many)) == 255 and class_colours(9) == many[:9]
    assert all(0 <= value <= 255 for colour in many for value in colour)
    assert (0, 0, 0) not in many


def test_neighbours_are_far_apart() -> None:
    """Of twenty, any two differ by 30 of 255 in some channel or more in all together."""
    twenty = class_colours(20)
    nearest = min(
        sum(abs(a - b) for a, b in zip(one, other, strict=True)) for one in twenty for other in twenty if one != other
    )
    assert nearest >= 40
