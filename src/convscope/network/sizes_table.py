"""Sizes as a table: a row a size, and below it which ones are good, and why others are not."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from html import escape

from rich.console import Console
from rich.table import Table

from convscope.network.sizes import Fit, Sizes, runs_of
from convscope.network.table import by

HEADINGS = ("size", "last map", "divides evenly", "loses nothing")
YES, NO = "✓", "✗ "
MOST_RUNS = 12
MOST_REASONS = 6


def table(found: Sizes) -> Table:
    """Lay out size, last map, and two ticks, or the first layer that is the reason for none."""
    grid = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for heading in HEADINGS:
        grid.add_column(heading, justify="right" if heading in HEADINGS[:2] else "left", overflow="fold")
    for fit in found.fits:
        grid.add_row(*row(fit), style="" if fit.runs else "dim")
    return grid


def row(fit: Fit) -> tuple[str, str, str, str]:
    """Write one size's cells."""
    if not fit.runs:
        return by(fit.size), "", f"fails{f' at {fit.fails}' if fit.fails else ''}", ""
    return (
        by(fit.size),
        "" if fit.output is None else by(fit.output),
        NO + fit.uneven if fit.uneven else YES,
        f"{NO}{fit.loses}: {fit.lost}" if fit.loses else YES,
    )


def summary(found: Sizes) -> list[str]:
    """Write which sizes are good, then which fail, each reason once."""
    lines = [
        _named("divide evenly", found, [fit for fit in found.fits if fit.divides]),
        _named("lose nothing", found, [fit for fit in found.fits if fit.loses_nothing]),
    ]
    by_reason: dict[str, list[Fit]] = {}
    for fit in found.fits:
        if not fit.runs:
            alike = re.sub(r"\d+", "#", fit.problem)  # but for the sizes in it
            by_reason.setdefault(fit.fails or alike, []).append(fit)
    for fits in list(by_reason.values())[:MOST_REASONS]:
        first = f"at {found.length(fits[0])} " if len(fits) > 1 else ""
        lines.append(f"fails at {_listed(found, fits)}: {first}{fits[0].problem}")
    if len(by_reason) > MOST_REASONS:
        lines.append(f"and for {len(by_reason) - MOST_REASONS} reasons more")
    return lines


def heading(found: Sizes) -> str:
    """Write whose sizes they are."""
    lengths = ["n" if kept is None else str(kept) for kept in found.fixed]
    first, last = found.length(found.fits[0]), found.length(found.fits[-1])
    step = f" by {_step(found)}" if _step(found) > 1 else ""
    last_one = f" … {last}{step}" if last != first else ""
    return f"{found.target}, input {by((found.channels, *lengths))}, n = {first}{last_one}"


def text(found: Sizes, *, width: int = 120) -> str:
    """Write heading, table and summary as plain text."""
    console = Console(
        file=io.StringIO(), force_jupyter=False, width=width, color_system=None, legacy_windows=False, highlight=False
    )
    console.print(heading(found), markup=False)
    console.print(table(found))
    for line in summary(found):
        console.print(line, markup=False)
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in lines)


def html(found: Sizes) -> str:
    """Write the same as HTML, for notebooks."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in HEADINGS)
    body = "\n".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row(fit)) + "</tr>" for fit in found.fits)
    foot = "<br>".join(escape(line) for line in summary(found))
    return (
        f"<table>\n<caption>{escape(heading(found))}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n"
        f'</tbody>\n<tfoot><tr><td colspan="{len(HEADINGS)}">{foot}</td></tr></tfoot>\n</table>'
    )


def _named(words: str, found: Sizes, fits: Iterable[Fit]) -> str:
    listed = _listed(found, list(fits))
    return f"sizes that {words}: {listed or 'none of these'}"


def _listed(found: Sizes, fits: list[Fit]) -> str:
    runs = runs_of([found.length(fit) for fit in fits], _step(found))
    more = f", … {len(fits)} in all" if len(runs) > MOST_RUNS else ""
    return ", ".join(runs[:MOST_RUNS]) + more


def _step(found: Sizes) -> int:
    return found.length(found.fits[1]) - found.length(found.fits[0]) if len(found.fits) > 1 else 1
