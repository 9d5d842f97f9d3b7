"""Panels of a chart as SVG that takes the page's own ink, so that they read in light and in dark."""

from __future__ import annotations

import html
import io
import re
from typing import Any

from convscope.draw.chart import Panel, draw_panel

INK = "#010203"  # stands for the page's ink until the SVG is written
COLOURS = ("#2f7ed8", "#d9730d", "#5a9e3c", "#9a6fc0", "#8a8f98", "#c0504d")  # read on light and on dark paper
PARTS = ("text.color", "axes.labelcolor", "xtick.color", "ytick.color", "axes.edgecolor", "grid.color")


def panel_svg(panel: Panel) -> str:
    """Draw one panel as an SVG element; all but the lines and bars is in the page's ``currentColor``.

    >>> from convscope.draw.chart import Line, Lines
    >>> panel_svg(Lines("loss", "epoch", [Line("training", [1, 2], [2.3, 0.4])])).startswith("<svg viewBox")
    True
    """
    import matplotlib as mpl
    from cycler import cycler
    from matplotlib.figure import Figure

    style: Any = {"svg.fonttype": "none", "font.size": 10, "svg.hashsalt": "convscope", "text.parse_math": False}
    style |= dict.fromkeys(PARTS, INK) | {"legend.labelcolor": INK, "axes.prop_cycle": cycler(color=COLOURS)}
    with mpl.rc_context(style):
        figure = Figure(figsize=(4.9, 2.9), layout="constrained")
        figure.patch.set_alpha(0)
        axis = figure.add_subplot()
        axis.patch.set_alpha(0)
        axis.set_title(panel.title, loc="left", fontsize=11)
        draw_panel(panel, axis)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return _for_page(buffer.getvalue(), panel.title)


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
