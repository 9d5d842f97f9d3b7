"""Widths, line breaks, escapes."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from convscope.draw.graph.text import escaped, width, wrapped


def test_what_stands_on_another_letter_takes_no_room() -> None:
    """An accent of its own is as wide as none; Chinese letters are wider than Latin ones."""
    assert width("e\u0301", 10) == width("e", 10)
    assert width("卷", 10) > width("a", 10) == width("é", 10)


def test_names_break_after_dots_and_words_within_if_they_must() -> None:
    """First at a dot, then anywhere."""
    assert wrapped("layer1.0.conv1", width("layer1.0.", 12), 12) == ["layer1.0.", "conv1"]
    assert wrapped("abcdef", width("abc", 12), 12) == ["abc", "def"]


@given(st.text(max_size=60), st.floats(12, 300))
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(text: str, room: float) -> None:
    """Whatever the text; only blanks at the ends of lines go."""
    lines = wrapped(text, room, 12)
    assert all(width(line, 12) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(st.characters(codec=None)))
def test_any_text_may_stand_in_xml(text: str) -> None:
    """Control characters and halves of letters included; what XML can hold comes back as it was."""
    element = ElementTree.fromstring(f'<a b="{escaped(text)}">{escaped(text)}</a>')
    if text.isprintable():
        assert (element.text or "") == element.get("b") == text
