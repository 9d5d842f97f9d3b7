"""The picture's axes along a tensor's, through reshapes."""

import pytest

from convscope.network.places import MIXED, Factor, carried, factored, mixed, without_places

ROWS, COLUMNS, CHANNELS = Factor(6, 0), Factor(8, 1), Factor(3, None)
MAP = ((Factor(1, None),), (CHANNELS,), (ROWS,), (COLUMNS,))


@pytest.mark.parametrize(
    "shapes",
    [
        [(1, 3, 48)], [(1, 144)], [(3, 6, 8)], [(1, 3, 6, 1, 8)], [(1, 3, 3, 2, 8)], [(1, 3, 3, 2, 2, 4)],
        [(1, 3, 12, 4)],
    ],
)  # fmt: skip
def test_back_to_the_old_shape_all_places_are_back(shapes: list[tuple[int, ...]]) -> None:
    """Merged, cut, with and without axes of length 1: the way back finds them again."""
    places = MAP
    for shape in shapes:
        places = factored(places, shape)
        lengths = []
        for factors in places:
            length = 1
            for factor in factors:
                length *= factor.length
            lengths.append(length)
        assert tuple(lengths) == shape
    assert [carried(factors) for factors in factored(places, (1, 3, 6, 8))[2:]] == [[ROWS], [COLUMNS]]


def test_windows_are_two_factors_of_an_axis() -> None:
    """Six rows as three windows of two: the outer steps by two."""
    assert factored(MAP, (1, 3, 3, 2, 8))[2:4] == ((Factor(3, 0, 2),), (Factor(2, 0),))


def test_cuts_that_do_not_fall_together_mix_the_places() -> None:
    """6 rows cannot be cut into runs of 4; the batch is no place."""
    places = factored(((Factor(1, None),), (ROWS,), (COLUMNS,)), (1, 4, 12))
    assert places == mixed((1, 4, 12)) and places[1][0].axis == MIXED and places[0][0].axis is None


def test_nowhere() -> None:
    """Lengths alone."""
    assert without_places((2, 3)) == ((Factor(2, None),), (Factor(3, None),))
