"""What a page may ask."""

from typing import Any

import pytest

from convscope.errors import ConvscopeError
from convscope.lab import Opened
from convscope.lab.check.values import asked, number, numbers, word


def test_without_a_size_it_is_the_models_own(skips: Opened) -> None:
    """And nothing is applied."""
    found = asked(skips, {})
    assert (found.size, found.zeros, found.advise, found.fix) == ((16, 16), False, False, "")


@pytest.mark.parametrize(
    "size", [[16], [16, 16, 16], [0, 16], [-1, 16], ["16", 16], [True, 16], [1.5, 16], "16", [8193, 1], [8192, 8192]]
)
def test_a_size_that_is_none_is_told(skips: Opened, size: Any) -> None:
    """A clear word, whatever a page sends."""
    with pytest.raises(ConvscopeError, match="came"):
        asked(skips, {"size": size})


@pytest.mark.parametrize("value", [None, 3, ["x"], "x" * 501])
def test_a_name_is_a_short_text(value: Any) -> None:
    """Nothing else."""
    with pytest.raises(ConvscopeError, match="layer"):
        word({"layer": value}, "layer")


def test_numbers_are_within_their_bounds() -> None:
    """Whole ones."""
    assert number({"width": 16}, "width", most=16) == 16
    with pytest.raises(ConvscopeError, match="from 1 to 16"):
        number({"width": 17}, "width", most=16)
    with pytest.raises(ConvscopeError, match="unit"):
        numbers({"unit": [1] * 9}, "unit", most=2)
