"""A graph as one SVG: title, edges, boxes."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.draw.drawing import Drawing
from convscope.draw.graph.geometry import Geometry, geometry
from convscope.draw.graph.node import Node
from convscope.draw.graph.setting import LEADING, Setting, breadth, setting
from convscope.draw.graph.svg import INK, LINE, PAPER, QUIET, arrow, box, edge, number, text
from convscope.draw.graph.text import escaped, wrapped

MARGIN = 24.0
TITLE, WORDS = 16.0, 10.5
LEAST = 420.0  # the breadth that title and words may take whatever the graph's own
FONTS = "ui-monospace, 'SF Mono', Menlo, 'DejaVu Sans Mono', 'Noto Sans CJK SC', 'PingFang SC', monospace"
STYLE = ".convscope-graph .edge:hover{stroke:#1f5fa8;stroke-width:2.5}"


def graph_drawing(nodes: Sequence[Node], *, title: str, words: Sequence[str] = ()) -> Drawing:
    """Draw nodes from top to bottom, and every edge between them, under a title and a few lines of words.

    >>> from convscope.draw.graph import Entry
    >>> drawing = graph_drawing([Node((Entry("a", "a"),)), Node((Entry("b", "b"),), inputs=(0,))], title="two")
    >>> drawing.svg.count("<rect"), 'data-from="a" data-to="b"' in drawing.svg
    (3, True)

    ``nodes`` are in an order in which each follows its ``inputs``. Text stays within its box; no edge runs through one.
    """
    broad = breadth(nodes)
    settings = [setting(node, broad) for node in nodes]
    laid = geometry([node.inputs for node in nodes], [one.height for one in settings], broad)
    inner = max(laid.width, LEAST)
    head, top = _head(title, words, inner)
    across, down = number(inner + 2 * MARGIN), number(top + laid.height + MARGIN)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="convscope-graph" width="{across}" height="{down}" '
        f'viewBox="0 0 {across} {down}" font-family="{FONTS}" role="img" aria-label="{escaped(title)}">',
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{across}" height="{down}" fill="{PAPER}"/>',
        *head,
        f'<g class="graph" transform="translate({number(MARGIN + (inner - laid.width) / 2)} {number(top)})">',
        *_graph(nodes, settings, laid),
        "</g>",
        "</svg>",
    ]
    return Drawing("\n".join(lines) + "\n")


def _head(title: str, words: Sequence[str], room: float) -> tuple[list[str], float]:
    """Write title and words; give the level below them, too."""
    level, written = MARGIN, []
    lines = [(title, TITLE), *((line, WORDS) for line in words)]
    for content, size in lines:
        style = f' font-weight="600" fill="{INK}"' if size == TITLE else f' fill="{QUIET}"'
        for part in wrapped(content, room, size):
            written.append(text(part, MARGIN, level + size, size, style))
            level += size * LEADING
    return written, level + MARGIN


def _graph(nodes: Sequence[Node], settings: Sequence[Setting], laid: Geometry) -> list[str]:
    """Write the edges, then the boxes over them."""
    entered = sorted({way.target for way in laid.edges})
    return [
        f'<g class="edges" fill="none" stroke="{LINE}" stroke-width="1.3">',
        *(edge(way, nodes) for way in laid.edges),
        "</g>",
        f'<g fill="{QUIET}">',
        *(arrow(laid.boxes[node]) for node in entered),
        "</g>",
        *(box(node, one, place) for node, one, place in zip(nodes, settings, laid.boxes, strict=True)),
    ]
