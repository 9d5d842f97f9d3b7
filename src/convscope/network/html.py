"""A network's table as HTML, for notebooks: plain elements, in whatever style the page has."""

from __future__ import annotations

from html import escape

from convscope.network.description import Network
from convscope.network.table import by, row, totals

HEADINGS = ("layer", "operator", "kernel", "stride", "padding", "output", "parameters", "MACs", "receptive field")


def html(network: Network) -> str:
    """Write a caption, a row a layer as in the table that ``convscope check`` prints, and the totals at the foot."""
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in HEADINGS)
    rows = [("input", "", "", "", "", by(network.input_shape), "", "", ""), *(row(layer) for layer in network)]
    body = "\n".join(_row(cells) for cells in rows)
    foot = f'<td colspan="{len(HEADINGS)}">{escape(totals(network))}</td>'
    return (
        f"<table>\n<caption>{escape(network.target)}, input {by(network.input_shape)}</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n<tfoot><tr>{foot}</tr></tfoot>\n</table>"
    )


def _row(cells: tuple[str, ...]) -> str:
    name, *others = (escape(cell) for cell in cells)
    return f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'
