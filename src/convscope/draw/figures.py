"""A view as a figure on paper: its tiles in a grid, captions, legend and sentence."""

from __future__ import annotations

import io
from math import ceil, sqrt
from textwrap import wrap
from typing import TYPE_CHECKING

from convscope.draw.colours import colour_map

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from convscope.draw.view import View

FONTS = ("DejaVu Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei")  # matplotlib's own, then what has Chinese


def figure_bytes(view: View, kind: str) -> bytes:
    """Draw a view as PNG or SVG."""
    import matplotlib as mpl

    buffer = io.BytesIO()
    with mpl.rc_context(
        {"svg.fonttype": "none", "svg.hashsalt": "convscope", "text.parse_math": False, "font.family": fonts()}
    ):
        view_figure(view).savefig(buffer, format=kind, dpi=150, metadata={"Date": None} if kind == "svg" else None)
    return buffer.getvalue()


def view_figure(view: View) -> Figure:
    """Lay a view out: title, tiles, a colour bar with the range, the sentence below."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize
    from matplotlib.figure import Figure

    tiles = view.tiles()
    columns = view.columns or _columns(len(tiles), tiles.shape[2] / tiles.shape[1])
    rows = ceil(len(tiles) / columns)
    side = min(_roomy(tiles.shape) or 1.3, 9.0 / columns)
    captions = [_wrapped(caption, side) for caption in view.captions]
    lines = max((caption.count("\n") + 1 for caption in captions), default=0)
    height = side * tiles.shape[1] / tiles.shape[2] + (0.1 + 0.12 * lines if lines else 0.06)
    figure = Figure(figsize=(max(columns * side, 5.0), max(rows * height, 0.8) + 0.9), layout="constrained")
    layer = f" · {view.layer}" if view.layer else ""
    figure.suptitle(f"{view.method}{layer}", fontsize=11, x=0.02, ha="left")
    figure.supxlabel(view.sentence, fontsize=8, x=0.02, ha="left", wrap=True)
    axes = figure.subplots(rows, columns, squeeze=False)
    for number, axis in enumerate(axes.flat):
        axis.set_axis_off()
        if number < len(tiles):
            axis.imshow(tiles[number], interpolation="nearest")
            if number < len(captions):
                axis.set_title(captions[number], fontsize=7, pad=2)
    if view.legend != "picture":
        scale = ScalarMappable(Normalize(*view.range), colour_map(view.legend))
        bar = figure.colorbar(scale, ax=axes, fraction=0.03, pad=0.01, aspect=25)
        bar.ax.tick_params(labelsize=7)
        bar.outline.set_visible(False)
    return figure


def _roomy(shape: tuple[int, ...]) -> float | None:
    """Give a few tiles of many pixels, pictures say, more inches: as wide as a column, wider where they are flat."""
    tiles, height, width = shape[:3]
    if tiles > 3 or max(height, width) < 128:
        return None
    return min(9.0, 3.0 * max(1.0, width / height)) if width >= height else max(1.3, 4.5 * width / height)


def _wrapped(caption: str, side: float) -> str:
    """Break a caption that is longer than its tile is wide, at 0.062 inches a character; four lines are the most."""
    return "\n".join(wrap(caption, max(8, int(side / 0.062)), max_lines=4, placeholder=" …")) or caption


def fonts() -> list[str]:
    """Choose those of our fonts that this machine has; matplotlib would complain of the others."""
    from matplotlib.font_manager import fontManager

    have = set(fontManager.get_font_names())
    return [font for font in FONTS if font in have]


def _columns(tiles: int, aspect: float) -> int:
    """Choose how many tiles stand side by side so that the sheet is a little wider than high."""
    return tiles if tiles <= 8 else max(1, min(tiles, ceil(sqrt(tiles * 1.6 / aspect))))
