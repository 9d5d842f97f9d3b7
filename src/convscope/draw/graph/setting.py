"""A node's text, set: which line stands where in its box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from convscope.draw.graph.node import Entry, Mark, Node
from convscope.draw.graph.text import width, wrapped

HEADING, SMALL = 12.0, 10.5  # sizes
LEADING = 1.32
PAD = 9.0
ABOVE, BELOW = 6.0, 7.0  # of the text to the box's edges; the bar stands in what is below
BETWEEN = 4.0  # entries
NARROWEST, BROADEST = 110.0, 272.0
MARK = 15.0  # the room of one
BAR = 3.0  # the height of a share


@dataclass(frozen=True)
class Line:
    """A line of text; ``baseline`` is measured from the box's top."""

    text: str
    size: float
    baseline: float
    heading: bool


@dataclass(frozen=True)
class SetEntry:
    """An entry's lines; its marks stand at the right end of the first; ``rule`` is where the line above it runs."""

    key: str
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    rule: float


@dataclass(frozen=True)
class Setting:
    """A node's entries, set, and the height of its box."""

    entries: tuple[SetEntry, ...]
    height: float


def breadth(nodes: Sequence[Node]) -> float:
    """Choose how broad all boxes are: as the longest line, within limits; what is longer is wrapped."""
    needed = NARROWEST
    for entry in (entry for node in nodes for entry in node.entries):
        for place, (text, size) in enumerate(_sized(entry)):
            needed = max(needed, width(text, size) + 2 * PAD + (0 if place else MARK * len(entry.marks)))
    return min(BROADEST, needed)


def setting(node: Node, breadth: float) -> Setting:
    """Set a node's text into a box of that breadth.

    >>> node = Node((Entry("a", "conv1", ("5×5",)),))
    >>> [line.text for line in setting(node, 110).entries[0].lines]
    ['conv1', '5×5']
    """
    level, done = ABOVE, []
    for entry in node.entries:
        rule = level - BETWEEN / 2
        lines: list[Line] = []
        for text, size in _sized(entry):
            room = breadth - 2 * PAD - (0 if lines else MARK * len(entry.marks))
            for part in wrapped(text, room, size):
                lines.append(Line(part, size, level + size, size == HEADING))
                level += size * LEADING
        done.append(SetEntry(entry.key, tuple(lines), entry.marks, rule))
        level += BETWEEN
    return Setting(tuple(done), level - BETWEEN + BELOW)


def _sized(entry: Entry) -> list[tuple[str, float]]:
    heading = [(entry.heading, HEADING)] if entry.heading else []
    return heading + [(line, SMALL) for line in entry.lines]
