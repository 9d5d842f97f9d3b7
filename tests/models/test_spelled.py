"""Spellings taken apart."""

import pytest

from convscope.errors import ConvscopeError
from convscope.models.spelled import Spelled, parse


@pytest.mark.parametrize(
    ("text", "where", "name"),
    [
        ("lenet5", "", "lenet5"),
        ("torchvision:resnet18", "torchvision", "resnet18"),
        ("C:\\nets\\net.py:Net", "C:\\nets\\net.py", "Net"),
        ("a.b:c", "a.b", "c"),
    ],
)
def test_where_and_name(text: str, where: str, name: str) -> None:
    """The last colon parts them."""
    assert parse(text) == Spelled(text, where, name)


def test_a_colon_in_an_argument_parts_nothing() -> None:
    """What is in the brackets is read first."""
    spelled = parse("net.py:Net('a:b', (1, 2), on=True)")
    assert (spelled.where, spelled.name) == ("net.py", "Net")
    assert spelled.arguments == ("a:b", (1, 2)) and spelled.named == {"on": True}


@pytest.mark.parametrize("text", ["net.py:Net)", "net.py:Net(a b)", "net.py:Net(*[1])", "net.py:Net(x)"])
def test_what_cannot_be_read_is_told(text: str) -> None:
    """With how to write it."""
    with pytest.raises(ConvscopeError, match="cannot be read; give literals"):
        parse(text)
