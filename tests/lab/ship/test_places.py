"""Paths that stay here."""

import pytest

from convscope.lab.ship.places import without_folders


@pytest.mark.parametrize(("told", "shown"), [
    ("/work/net.py:3", "net.py:3"),
    ("no bessel_j0, in layer head, at /home/me/net.py:12", "no bessel_j0, in layer head, at net.py:12"),
    (r"at D:\my nets\net.py:12", "at net.py:12"),
    ("a share of 3/4, file.py, nets/net.py:1", "a share of 3/4, file.py, nets/net.py:1"),
])  # fmt: skip
def test_of_a_file_its_name_is_left(told: str, shown: str) -> None:
    """Of absolute paths alone: what was said relative was said by the user."""
    assert without_folders(told) == shown


def test_whatever_holds_words_is_gone_through() -> None:
    """Numbers and the like stay."""
    assert without_folders({"a": [1, ("/x/y.py:1", None)], "b": 2.5}) == {"a": [1, ["y.py:1", None]], "b": 2.5}
