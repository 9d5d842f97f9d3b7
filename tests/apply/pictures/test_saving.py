"""A result as a file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from convscope.apply.pictures.saving import check_ending, save_text
from convscope.errors import ConvscopeError

FORMS: dict[str, Callable[[int], str]] = {"txt": str, "csv": lambda number: f"number\n{number}\n"}


def test_the_ending_says_the_form(tmp_path: Path) -> None:
    """In any case of letters; nothing else is left there."""
    for name, text in (("a.txt", "7"), ("b.CSV", "number\n7\n")):
        assert save_text(7, check_ending(tmp_path / name, FORMS, "numbers"), FORMS).read_text() == text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.CSV"]


def test_what_cannot_be_written_is_told_before(tmp_path: Path) -> None:
    """Another ending, none, a folder that is not there."""
    for name in ("a.xml", "a"):
        with pytest.raises(ConvscopeError, match=f"numbers cannot be saved as '{name}'; end it in .txt or .csv"):
            check_ending(tmp_path / name, FORMS, "numbers")
    with pytest.raises(ConvscopeError, match="there is no folder"):
        check_ending(tmp_path / "none" / "a.txt", FORMS, "numbers")
