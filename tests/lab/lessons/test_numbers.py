"""The functions that a lesson may call."""

import pytest

from convscope.errors import ConvscopeError
from convscope.lab.lessons.numbers import FUNCTIONS, computed


def test_a_number_has_thin_groups_and_words_stay() -> None:
    """Of every function that there is, one is called by its name."""
    assert computed("macs(256, 32, 5, 28)") == "160,563,200" and computed("never_read(8, kernel=3)") == "–"
    assert all(name == one.__name__ for name, one in FUNCTIONS.items())


@pytest.mark.parametrize(
    "expression",
    [
        "parameters",
        "parameters(",
        "__import__('os').getcwd()",
        "parameters(3, 10, open('x'))",
        "parameters(**{})",
        "parameters(3, 10)",
        "parameters(3, 10, 5, 1, 2)",
        "parameters(3, 10, 'five')",
        "parameters(3, 10, 0)",
        "output_size(10**9, 3)",
        "uses(9, 0, size=5, kernel=3)",
        "paramters(3, 10, 5)",
    ],
)
def test_nothing_else_is_evaluated(expression: str) -> None:
    """Whatever is no call of theirs with numbers in range is a clear error."""
    with pytest.raises(ConvscopeError):
        computed(expression)
