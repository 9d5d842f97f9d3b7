"""A file's text changed in places: offsets, words, items put behind others."""

from pathlib import Path

import pytest

from convscope.lint.patching.source import Cut, NotPlain, Source


def source(text: str) -> Source:
    return Source(Path("net.py"), text)


def test_ast_counts_bytes_and_the_text_characters() -> None:
    """Words of two bytes a letter before a call do not move it."""
    [call] = source("é = 'ü'; x = made(π=3)\n").calls(1)
    assert source("é = 'ü'; x = made(π=3)\n").span(call) == (13, 22)


def test_a_form_feed_ends_no_line() -> None:
    """Python does not count it, nor the separators that str.splitlines does."""
    text = "x = 1\n\x0cy = '\u2028'\nmade()\n"
    assert [source(text).of(call) for call in source(text).calls(3)] == ["made()"]


def test_a_call_lies_where_its_functions_last_word_does() -> None:
    """As Python tells a frame's line from 3.11 on."""
    text = source("x = made(\n    1,\n).again(\n    2)\n")
    assert [text.of(call.func) for line in (1, 2, 3, 4) for call in text.calls(line)] == [
        "made",
        "made(\n    1,\n).again",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(\n  1\n)", "f(\n  1,\n  2\n)"),
        ("f(\n  1,\n)", "f(\n  1,\n  2,\n)"),
        ("f(\n  1,  # one\n)", "f(\n  1,  # one\n  2,\n)"),
        ("f(\n  1  # one\n)", "f(\n  1,  # one\n  2\n)"),
        ("f(\n  1)", "f(\n  1,\n  2)"),
        ("f(\n  1, 3\n)", "f(\n  1,\n  2, 3\n)"),
    ],
)
def test_items_come_behind_others_and_comments_stay(before: str, after: str) -> None:
    """Whether there is a comma, a comment, or the closing bracket behind."""
    text = source(before)
    assert text.spliced(text.behind(before.index("1") + 1, ["2"], "  ")) == after


def test_a_block_of_one_statement_keeps_a_pass() -> None:
    """Without it Python would not read it."""
    text = source("if x:\n    y = 1  # one\nz = 2\n")
    [block, last] = text.tree.body
    assert text.spliced([text.without(block.body[0])]) == "if x:\n    pass  # one\nz = 2\n"  # type: ignore[attr-defined]
    assert text.spliced([text.without(last)]) == "if x:\n    y = 1  # one\n"


def test_a_statement_beside_another_is_not_taken_out() -> None:
    """Its line is not its own."""
    text = source("x = 1; y = 2\n")
    for statement in text.tree.body:
        with pytest.raises(NotPlain, match="other code stands on its line"):
            text.without(statement)


def test_cuts_that_overlap_or_that_python_would_not_read_are_refused() -> None:
    """And one that is once is made once."""
    text = source("x = 1\n")
    with pytest.raises(NotPlain, match="the same words"):
        text.spliced([Cut(0, 3, "y"), Cut(2, 4, "=")])
    with pytest.raises(NotPlain, match="would not read"):
        text.spliced([Cut(0, 1, "1")])
    line = Cut(0, 0, "import z\n", once=True)
    assert text.spliced([line, Cut(5, 5, "0"), line, Cut(5, 5, "0")]) == "import z\nx = 100\n"
