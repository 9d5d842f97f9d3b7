"""Sentences that all rules share."""

from convscope.arithmetic import Window
from convscope.lint.words import axis, formula, unread


def test_positions_and_formulas_are_as_the_arithmetic_writes_them() -> None:
    """Axes, rows, and the formula with its rounding."""
    assert str(axis("row")) == "row"
    assert str(unread("row", 2, [3, 4], 4)) == "rows 3, 4"
    for window, length in ((Window(3, 2), 8), (Window(3, 2), 7), (Window(3, 2, ceil_mode=True), 8)):
        assert str(formula(window, length)) == window.formula(length)
