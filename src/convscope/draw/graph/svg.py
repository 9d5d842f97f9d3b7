"""Boxes and edges as SVG elements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from convscope.draw.graph.geometry import HEAD, Box, Edge, Point
from convscope.draw.graph.node import Mark, Node
from convscope.draw.graph.setting import BAR, MARK, PAD, SetEntry, Setting
from convscope.draw.graph.text import escaped, width

INK, QUIET, LINE, FAINT, PAPER = "#16181d", "#5d6470", "#a5abb5", "#dedbd3", "#ffffff"
COLOURS = {"error": "#c4262e", "warning": "#d9730d", "hint": "#1f5fa8"}
SIGNS = {"error": "×", "warning": "!", "hint": "i"}  # so that print without colour tells them apart
BULGE = 20.0  # how far the handles of a turn reach
WORST_FIRST = ("error", "warning", "hint")


def text(content: str, x: float, y: float, size: float, extra: str = "") -> str:
    """Write a line of text, as long as it was measured to be."""
    length = width(content, size)
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" textLength="{number(length)}" '
        f'lengthAdjust="spacingAndGlyphs"{extra}>{escaped(content)}</text>'
    )


def box(node: Node, setting: Setting, place: Box) -> str:
    """Write a node: its title, outline, bar, and a group an entry."""
    marks = [mark.severity for entry in node.entries for mark in entry.marks]
    worst = next((severity for severity in WORST_FIRST if severity in marks), None)
    stroke = COLOURS[worst] if worst else INK if node.strong else LINE
    outline = f'rx="4" fill="{PAPER}" stroke="{stroke}" stroke-width="{1.6 if worst else 1}"'
    parts = [
        f'<g class="node" data-key="{escaped(node.key)}">',
        f"<title>{escaped(node.title)}</title>",
        f'<rect x="{number(place.left)}" y="{number(place.top)}" width="{number(place.width)}" '
        f'height="{number(place.height)}" {outline}/>',
    ]
    length = node.share * (place.width - 2 * PAD)
    if length >= 1:
        parts.append(
            f'<rect class="share" x="{number(place.left + PAD)}" y="{number(place.foot - BAR - 1)}" '
            f'width="{number(length)}" height="{number(BAR)}" fill="{LINE}"/>'
        )
    for position, entry in enumerate(setting.entries):
        parts += _entry(entry, place, ruled=position == 1)
    return "\n".join([*parts, "</g>"])


def _entry(entry: SetEntry, place: Box, *, ruled: bool) -> Iterable[str]:
    yield f'<g class="entry" data-key="{escaped(entry.key)}">'
    if ruled:
        y = number(place.top + entry.rule)
        ends = f'x1="{number(place.left + PAD)}" x2="{number(place.left + place.width - PAD)}"'
        yield f'<line {ends} y1="{y}" y2="{y}" stroke="{FAINT}"/>'
    for line in entry.lines:
        weight = f' font-weight="600" fill="{INK}"' if line.heading else f' fill="{QUIET}"'
        yield text(line.text, place.left + PAD, place.top + line.baseline, line.size, weight)
    first = entry.lines[0]
    for position, mark in enumerate(reversed(entry.marks)):
        x = place.left + place.width - PAD - MARK * (position + 0.5) + 2
        yield _mark(mark, x, place.top + first.baseline - 0.35 * first.size)
    yield "</g>"


def _mark(mark: Mark, x: float, y: float) -> str:
    return (
        f'<g class="mark {mark.severity}"><title>{escaped(mark.text)}</title>'
        f'<circle cx="{number(x)}" cy="{number(y)}" r="6" fill="{COLOURS[mark.severity]}"/>'
        f'<text x="{number(x)}" y="{number(y + 3.4)}" font-size="10" font-weight="700" fill="{PAPER}" '
        f'text-anchor="middle">{SIGNS[mark.severity]}</text></g>'
    )


def edge(way: Edge, nodes: Sequence[Node]) -> str:
    """Write an edge; what it joins stands in its data and its title."""
    source, target = escaped(nodes[way.source].key), escaped(nodes[way.target].key)
    return (
        f'<path class="edge" data-from="{source}" data-to="{target}" d="{curve(way.points)}">'
        f"<title>{source} → {target}</title></path>"
    )


def curve(points: Sequence[Point]) -> str:
    """Write a way: straight where two points are one above the other, else leaving and arriving upright.

    >>> curve([(0, 0), (0, 10), (5, 20)])
    'M0 0L0 10C0 15 5 15 5 20'

    Two points of one height are the ends of a turn, which goes on as the way came and then back.
    """
    x, y = points[0]
    onward = 1
    written = f"M{number(x)} {number(y)}"
    for right, down in points[1:]:
        if abs(right - x) < 0.01:
            written += f"L{number(right)} {number(down)}"
            onward = 1 if down > y else -1
        else:
            half = number((y + down) / 2 if down != y else y + onward * BULGE)
            written += f"C{number(x)} {half} {number(right)} {half} {number(right)} {number(down)}"
        x, y = right, down
    return written


def arrow(place: Box) -> str:
    """Write the head in which all edges into a box end."""
    x, y = place.centre, place.top
    return f'<path d="M{number(x)} {number(y)}l-3.5 {number(-HEAD)}h7z"/>'


def number(value: float) -> str:
    """Write a coordinate to a tenth or two.

    >>> number(3.0), number(-0.126)
    ('3', '-0.13')
    """
    return f"{round(value, 2):g}"
