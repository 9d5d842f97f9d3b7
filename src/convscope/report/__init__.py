"""One HTML file that tells a story: text, figures and numbers, embedded, good offline, on a phone, at a desk, on paper.

In: a `Page` of `Section`s made of blocks (prose, facts, tables, views, curves, the command and Python that do the
same), or a `Run`, for `of_run`. Out: a string of HTML that asks for nothing from anywhere. Start at `page.py`;
`blocks.py` lists the blocks, `sections/` what is told of a run, and `templates/` holds how they look.
"""

from convscope.report.blocks import (
    Bars,
    Block,
    Charts,
    Curves,
    Facts,
    Findings,
    Matrix,
    Next,
    Prose,
    SameAs,
    Scores,
    Table,
    Tiles,
)
from convscope.report.of_comparison import of_comparison
from convscope.report.of_run import of_run
from convscope.report.of_shipped import of_shipped
from convscope.report.page import Page, Section, render, write

__all__ = [
    "Bars",
    "Block",
    "Charts",
    "Curves",
    "Facts",
    "Findings",
    "Matrix",
    "Next",
    "Page",
    "Prose",
    "SameAs",
    "Scores",
    "Section",
    "Table",
    "Tiles",
    "of_comparison",
    "of_run",
    "of_shipped",
    "render",
    "write",
]
