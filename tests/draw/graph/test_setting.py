"""A node's text in its box."""

from hypothesis import given
from hypothesis import strategies as st

from convscope.draw.graph import Entry, Mark, Node
from convscope.draw.graph.setting import BAR, BROADEST, MARK, NARROWEST, PAD, breadth, setting
from convscope.draw.graph.text import width

WORDS = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=60)


def test_boxes_are_as_broad_as_their_longest_line_within_limits() -> None:
    """Short names leave them narrow, long ones do not make them broader than they may be."""
    assert breadth([Node((Entry("a", "a"),))]) == NARROWEST
    assert NARROWEST < breadth([Node((Entry("a", "layer1.0.conv1.x"),))]) < BROADEST
    assert breadth([Node((Entry("a", "a" * 300),))]) == BROADEST


@given(WORDS, WORDS, st.integers(0, 3))
def test_text_stays_in_the_box_and_clear_of_the_marks(heading: str, line: str, marks: int) -> None:
    """Sideways and downwards, the bar's room left free; entries and lines one below the other."""
    node = Node((Entry("a", heading, (line,), (Mark("hint", "x"),) * marks), Entry("b", "", (line, "end"))))
    broad = breadth([node])
    found = setting(node, broad)
    for entry in found.entries:
        for place, one in enumerate(entry.lines):
            room = broad - 2 * PAD - (0 if place else MARK * len(entry.marks))
            assert width(one.text, one.size) <= room
    baselines = [one.baseline for entry in found.entries for one in entry.lines]
    assert baselines == sorted(set(baselines))
    assert baselines[-1] + BAR < found.height
    assert found.entries[1].rule < found.entries[1].lines[0].baseline
