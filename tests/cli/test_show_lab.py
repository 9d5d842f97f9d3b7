"""How a page of the lab that was written looks."""

from pathlib import Path

from convscope.cli.show_lab import exported, exported_in_short
from convscope.lab import Exported


def test_it_says_where_it_is_and_what_to_do() -> None:
    """In short, the path alone."""
    one = Exported(Path("a b.html"))
    assert str(exported(one)).startswith("a b.html\nopen it in a browser")
    assert exported_in_short(one) == "a b.html"
