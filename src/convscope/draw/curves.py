"""Curves over epochs as SVG that takes the page's own ink, so that it reads in light and in dark."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

INK = "#010203"  # stands for the page's ink until the SVG is written
PALETTE = ("#8a8f98", "#2f7ed8")  # the quiet line, the line to look at


@dataclass(frozen=True)
class Curve:
    """One line: a value an epoch."""

    name: str
    values: Sequence[float]


def curves_svg(curves: Sequence[Curve], *, title: str, percent: bool = False, marked: int | None = None) -> str:
    """Draw curves over epochs 1, 2, … as an SVG element; ``marked`` is the epoch a thin line points out.

    Each line carries its name at its end; colours other than the two lines' are the page's ``currentColor``.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    with mpl.rc_context(
        {"svg.fonttype": "none", "font.size": 10, "svg.hashsalt": "convscope", "text.parse_math": False}
    ):
        figure = Figure(figsize=(4.9, 2.9), layout="constrained")
        figure.patch.set_alpha(0)
        axis = figure.add_subplot()
        axis.patch.set_alpha(0)
        for curve, colour in zip(curves, cycle(PALETTE), strict=False):
            epochs = range(1, len(curve.values) + 1)
            axis.plot(epochs, curve.values, color=colour, linewidth=1.8, label=curve.name)
        if marked is not None:
            axis.axvline(marked, color=INK, linewidth=0.8, linestyle=":")
        axis.set_title(title, loc="left", fontsize=11, color=INK)
        axis.set_xlabel("epoch", color=INK)
        axis.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
        if percent:
            axis.yaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
        axis.tick_params(colors=INK)
        axis.grid(visible=True, axis="y", color=INK, alpha=0.12, linewidth=0.8)
        axis.spines[["top", "right"]].set_visible(False)
        axis.spines[["left", "bottom"]].set_color(INK)
        axis.legend(frameon=False, labelcolor=INK, loc="best", fontsize=9)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return _for_page(buffer.getvalue(), title)


def _for_page(svg: str, title: str) -> str:
    """Keep the element alone, in the page's ink and font, and say what it is to who cannot see it."""
    element = svg[svg.index("<svg") :].strip()
    element = re.sub(r"<metadata>.*?</metadata>", "", element, flags=re.S)
    element = element.replace(INK, "currentColor")
    # matplotlib writes "font: 10px …" or, since 3.11, "font-size: 10px; font-family: …"
    element = re.sub(r"(font: [0-9.]+px|font-family:) [^;\"]*", r"\1 system-ui, sans-serif", element)
    label = html.escape(title)
    return re.sub(
        r'<svg [^>]*?viewBox="([^"]*)"[^>]*>',
        lambda found: f'<svg viewBox="{found[1]}" role="img" aria-label="{label}">',
        element,
        count=1,
    )
