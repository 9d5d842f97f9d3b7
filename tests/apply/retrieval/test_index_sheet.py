"""What was found, as a contact sheet."""

from convscope.apply.retrieval import Duplicates, Found, Hit
from convscope.apply.retrieval.index_sheet import duplicates_sheet, found_sheet


def test_the_picture_comes_first_then_the_nearest() -> None:
    """Each with its distance."""
    view = found_sheet(Found("p.png", (Hit("/x/cats/a.png", 0.0123),), 3, 0.1))
    assert view.captions == ("asked for", "cats/a 0.012") and view.columns == 2


def test_groups_are_numbered() -> None:
    """One after another."""
    group = (Hit("a/b.png", 0.0), Hit("a/c.png", 0.01))
    view = duplicates_sheet(Duplicates((group, group), 9, 0.03))
    assert view.captions == ("1: a/b 0.000", "1: a/c 0.010", "2: a/b 0.000", "2: a/c 0.010")
