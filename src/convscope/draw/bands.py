"""A small chart of a spread over epochs, many of which stand side by side; plain SVG in the page's own ink."""

from __future__ import annotations

import html
from collections.abc import Sequence
from math import isfinite

WIDE, HIGH, EDGE = 160.0, 64.0, 4.0
STEADY = 'vector-effect="non-scaling-stroke"'  # as thick at any width
THIN = f'stroke-width=".5" {STEADY}'
Row = Sequence[float]


def bands_svg(across: Row, bands: Sequence[tuple[Row, Row]], line: Row, *, title: str) -> str:
    """Draw nested bands, each (low, high) a value an epoch, the widest first, and a line over them.

    It stretches to the room it gets. The vertical range is that of the widest band, with zero as a thin line where it
    lies within. Epochs whose numbers are not finite are left out. The element carries
    the title and its range for who cannot see it.

    >>> bands_svg([0, 1], [([-1, -2], [1, 2])], [0, 0], title="conv1").count("<polygon")
    1
    """
    rows = [line, *(side for band in bands for side in band)]
    whole = [number for number in range(len(across)) if all(isfinite(row[number]) for row in rows)]
    low = min((min(bands[0][0][number], line[number]) for number in whole), default=0.0)
    high = max((max(bands[0][1][number], line[number]) for number in whole), default=0.0)
    span, length = (high - low) or 1.0, (across[-1] - across[0]) or 1

    def place(number: int, value: float) -> str:
        x = EDGE + (across[number] - across[0]) / length * (WIDE - 2 * EDGE)
        y = HIGH - EDGE - (value - low) / span * (HIGH - 2 * EDGE)
        return f"{x:.1f},{y:.1f}"

    parts = []
    if low < 0 < high:
        y = place(0, 0.0).partition(",")[2]
        parts.append(f'<path d="M{EDGE} {y}H{WIDE - EDGE}" stroke="currentColor" opacity=".4" {THIN}/>')
    for below, above in bands:
        edge = [place(number, above[number]) for number in whole]
        edge += [place(number, below[number]) for number in reversed(whole)]
        parts.append(f'<polygon points="{" ".join(edge)}" fill="#2f7ed8" opacity=".25"/>')
    middle = " ".join(place(number, line[number]) for number in whole)
    parts.append(f'<polyline points="{middle}" fill="none" stroke="#2f7ed8" stroke-width="1.5" {STEADY}/>')
    said = html.escape(f"{title}: {low:.3g} to {high:.3g}")
    start = f'<svg viewBox="0 0 {WIDE:g} {HIGH:g}" preserveAspectRatio="none" role="img" aria-label="{said}">'
    return f"{start}{''.join(parts)}</svg>"
