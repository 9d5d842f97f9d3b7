"""Which class each value of masks is."""

import pytest

from convscope.data.class_names import Named
from convscope.data.mask_code import code_for
from convscope.errors import ConvscopeError
from convscope.picture.masks import COLOUR

RED, BLACK = COLOUR + 0xFF0000, COLOUR


def test_values_without_names_are_their_own() -> None:
    """In their order, 255 being nothing; what says nothing is told with its share."""
    code = code_for({0: 60, 3: 30, 255: 10})
    assert code.table == {0: 0, 3: 1, 255: 255} and code.classes == ("0", "3")
    assert code.sentence == "the masks name 2 classes: 0, 3; 255 says nothing: 10.0% of pixels"


@pytest.mark.parametrize("ignore", [11, "11", [11], "void"])
def test_a_value_is_ignored_by_number_or_by_name(ignore: int | str | list[int | str]) -> None:
    """As CamVid's 11."""
    named = [Named("sky", 0), Named("road", 1), Named("void", 11)]
    code = code_for({0: 5, 1: 5, 11: 5}, named=named, ignore=ignore)
    assert code.classes == ("sky", "road") and code.table[11] == 255


def test_a_class_called_void_is_ignored_by_itself() -> None:
    """And the numbers of those behind it move up."""
    code = code_for({0: 1, 1: 1, 2: 1}, named=[Named("Void", 0), Named("sky", 1), Named("road", 2)])
    assert code.table == {0: 255, 1: 0, 2: 1} and code.classes == ("sky", "road")


def test_a_class_that_is_named_and_nowhere_keeps_its_number() -> None:
    """Test pictures, or later ones, may have it."""
    assert code_for({0: 1, 2: 1}, named=[Named("a", 0), Named("b", 1), Named("c", 2)]).table == {0: 0, 2: 2}


def test_black_and_white_are_background_and_foreground() -> None:
    """Also where grey was saved in colour."""
    assert code_for({BLACK: 9, COLOUR + 0xFFFFFF: 1}).classes == ("background", "foreground")


def test_colours_are_classes() -> None:
    """By their names where a file has them, and what it has not says nothing; else by themselves."""
    named = [Named("roof", None, (255, 0, 0)), Named("sea", None, (0, 0, 255))]
    code = code_for({RED: 5, COLOUR + 0x010203: 1}, named=named)
    assert code.table == {RED: 0, COLOUR + 0x010203: 255} and code.colours == ((255, 0, 0), (0, 0, 255))
    assert code_for({RED: 5, BLACK: 5}).classes == ("#000000", "#ff0000")
    assert code_for({RED: 5, BLACK: 5, COLOUR + 5: 1}, ignore="#000005").classes == ("#000000", "#ff0000")


@pytest.mark.parametrize(
    ("counts", "named", "ignore", "told"),
    [
        ({}, [], None, "hold no pixel"),
        ({0: 1, RED: 1}, [], None, "some of the masks are in colour"),
        ({0: 1, 1: 1, 13: 1}, [Named("a", 0), Named("b", 1)], None, "hold 13, which no class is named for"),
        ({0: 1, 255: 1}, [], [255], "name fewer than two classes"),
        ({0: 1, 1: 1}, [], "mud", "mud is to be ignored, and no class is called so"),
        (dict.fromkeys(range(300), 1), [], None, "name 299 classes, at most 255"),
        ({COLOUR + value: 1 for value in range(1, 99)}, [], None, "hold 98 colours"),
        ({RED: 1, BLACK: 1}, [Named("a", 0), Named("b", 1)], None, "in colour, and the classes are named without one"),
        ({0: 1, 1: 1}, [Named("a", None, (1, 2, 3))], None, "named by colours, the masks hold values"),
        ({-1: 1, 1: 1}, [], None, "hold -1: values from 0 on"),
    ],
)
def test_what_cannot_be_read_as_classes_is_said(
    counts: dict[int, int], named: list[Named], ignore: int | str | list[int | str] | None, told: str
) -> None:
    """In one sentence."""
    with pytest.raises(ConvscopeError, match=told):
        code_for(counts, named=named, ignore=ignore)
