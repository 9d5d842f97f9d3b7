"""A lesson's head."""

from pathlib import Path

import pytest

from convscope.errors import ConvscopeError
from convscope.lab.lessons.head import Head, head


def test_a_head_has_a_title_claims_and_the_names_that_the_lesson_had() -> None:
    """And the text begins on the line after it."""
    lines = ["---", "title: Two", "claims: 3 true, 41 false", "was: 01-one, 02-two", "---", "text"]
    assert head(Path("x.md"), lines) == (Head("Two", {3: "true", 41: "false"}, ("01-one", "02-two")), 5)
    assert head(Path("x.md"), ["---", "title: One", "---"]) == (Head("One", {}, ()), 3)


@pytest.mark.parametrize("line", ["titel: x", "title", "claims: 3"])
def test_what_is_no_field_is_told_with_its_line(line: str) -> None:
    """A word that is not known, one without a colon, a claim without a verdict."""
    with pytest.raises(ConvscopeError, match=r"^x\.md, line [12]: "):
        head(Path("x.md"), ["---", line, "---"])
