"""One HTML file that tells a story: text, figures and numbers, embedded, good offline, on a phone, at a desk, on paper.

In: a `Page` of `Section`s made of blocks (prose, facts, tables, views, curves, the command and Python that do the
same). Out: a string of HTML that asks for nothing from anywhere. Start at `page.py`; `blocks.py` lists the blocks, and
`templates/` holds how they look.
"""

from convscope.report.blocks import Bars, Block, Curves, Facts, Findings, Matrix, Next, Prose, SameAs, Table, Tiles
from convscope.report.page import Page, Section, render, write

__all__ = [
    "Bars",
    "Block",
    "Curves",
    "Facts",
    "Findings",
    "Matrix",
    "Next",
    "Page",
    "Prose",
    "SameAs",
    "Section",
    "Table",
    "Tiles",
    "render",
    "write",
]
