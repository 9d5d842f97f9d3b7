"""A view as a figure on paper: its tiles in a grid, captions, legend and sentence."""

from __future__ import annotations

import io
from dataclasses import replace
from math import ceil, sqrt
from textwrap import wrap
from typing import TYPE_CHECKING

from convscope.draw.colours import colour_map

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from convscope.draw.view import View

MOST_BARS, MOST_TICKS = 256, 20  # of numbers without a place; more bars are one area
MOST_WRITTEN, MOST_NAMED = 20, 60  # rows of a matrix whose numbers are written, whose names are
CELL, LETTER = 0.16, 0.062  # inches: of a matrix's row at least, of a letter
EDGE, HEAD, GAP, BAR, LINE = 0.1, 0.34, 0.06, 0.7, 0.14  # inches: of the page, title, between tiles, legend, of words
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
    """Lay a view out: title, tiles with their captions, a colour bar with the range, the sentence below."""
    from matplotlib.figure import Figure

    if view.legend != "picture" and view.array.shape[1] == 1:
        return _strips(view)
    if len(view.array) == 1 and view.array.shape[1:3] == (len(view.captions),) * 2 != (1, 1):
        return _matrix(view) if len(view.captions) <= MOST_NAMED else view_figure(replace(view, captions=()))
    tiles = view.tiles()
    columns = view.columns or _columns(len(tiles), tiles.shape[2] / tiles.shape[1])
    rows = ceil(len(tiles) / columns)
    side = min(_roomy(tiles.shape) or 1.3, 9.0 / columns)
    captions = [_wrapped(caption, side) for caption in view.captions]
    lines = max((caption.count("\n") + 1 for caption in captions), default=0)
    above = 0.06 + 0.12 * lines
    tile_size = side - GAP, (side - GAP) * tiles.shape[1] / tiles.shape[2]
    size = columns * side, rows * (tile_size[1] + above)
    wide = max(size[0] + (0.0 if view.legend == "picture" else BAR), 5.0) + 2 * EDGE
    sentence = _folded(view.sentence, wide - 2 * EDGE)
    foot = 0.2 + LINE * (sentence.count("\n") + 1)
    high = HEAD + max(size[1], 0.8) + foot
    figure = Figure(figsize=(wide, high))
    _named(figure, view, sentence)
    axis = figure.add_axes((EDGE / wide, 1 - (HEAD + size[1]) / high, size[0] / wide, size[1] / high))
    axis.set_axis_off()
    axis.set_xlim(0, size[0])
    axis.set_ylim(size[1], 0)  # inches from the top left corner
    axis.set_autoscale_on(False)
    for number, tile in enumerate(tiles):
        row, column = divmod(number, columns)
        left, top = column * side, row * (tile_size[1] + above) + above
        extent = (left, left + tile_size[0], top + tile_size[1], top)
        axis.imshow(tile, interpolation="nearest", extent=extent, aspect="auto")
        if number < len(captions):
            axis.text(left + tile_size[0] / 2, top - 0.03, captions[number], fontsize=7, ha="center", va="bottom")
    if view.legend != "picture":
        _bar(figure, view, (EDGE + size[0] + 0.08, HEAD + above, max(min(size[1], 6.0) - above, 0.7)))
    return figure


def _bar(figure: Figure, view: View, place: tuple[float, float, float]) -> None:
    """Draw the legend with its range, its left edge, top and height given in inches from the top left corner."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    (wide, high), (left, top, height) = figure.get_size_inches(), place
    scale = ScalarMappable(Normalize(*view.range), colour_map(view.legend))
    bar = figure.colorbar(
        scale, cax=figure.add_axes((left / wide, 1 - (top + height) / high, 0.12 / wide, height / high))
    )
    bar.ax.set_label("<colorbar>")
    bar.ax.tick_params(labelsize=7)
    bar.outline.set_visible(False)


def _strips(view: View) -> Figure:
    """Draw numbers without a place as bars over their indices, a row a tile, all on the legend's range."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import FixedLocator, MaxNLocator

    rows, numbers = len(view.array), view.array.shape[2]
    wide = 7.0
    sentence = _folded(view.sentence, wide - 2 * EDGE)
    foot = 0.5 + LINE * (sentence.count("\n") + 1)
    high = HEAD + 1.3 * rows + foot
    figure = Figure(figsize=(wide, high))
    _named(figure, view, sentence)
    axes = figure.subplots(
        rows, 1, squeeze=False, sharex=True,
        gridspec_kw={
            "left": 0.09, "right": 0.98, "top": 1 - (HEAD + 0.15) / high, "bottom": foot / high, "hspace": 0.4
        },
    )  # fmt: skip
    for row, axis in enumerate(axes[:, 0]):
        colours = view.tiles()[row, 0] / 255.0
        places = range(numbers)
        if numbers <= MOST_BARS:
            axis.bar(places, view.array[row, 0], color=colours, edgecolor="0.6", linewidth=0.4, width=0.9)
        else:
            axis.fill_between(places, view.array[row, 0], color="0.35", linewidth=0, step="mid")
        axis.axhline(0, color="0.5", linewidth=0.5)
        axis.set_xlim(-0.6, numbers - 0.4)
        axis.set_ylim(*view.range)
        axis.tick_params(labelsize=7)
        few = numbers <= MOST_TICKS
        axis.xaxis.set_major_locator(FixedLocator(list(places)) if few else MaxNLocator(MOST_TICKS, integer=True))
        axis.spines[["top", "right"]].set_visible(False)
        if row < len(view.captions):
            axis.set_title(view.captions[row], fontsize=7, pad=2)
    return figure


def _matrix(view: View) -> Figure:
    """Draw one tile whose captions are its rows' and columns' names, with the numbers in it where there is room."""
    from matplotlib.figure import Figure

    (tile,), numbers, names = view.tiles(), view.array[0], view.captions
    cell = max(CELL, min(0.3, 3.0 / len(names)))
    side = cell * len(names)
    longest = 0.1 + LETTER * max(sum(1 + (ord(letter) > 0x2E7F) for letter in name) for name in names)
    flat = longest <= cell  # names fit above their columns as they are
    above = 0.25 if flat else longest
    wide = max(EDGE + longest + side + BAR, 5.0) + EDGE
    sentence = _folded(view.sentence, wide - 2 * EDGE)
    high = HEAD + above + side + 0.2 + LINE * (sentence.count("\n") + 1)
    figure = Figure(figsize=(wide, high))
    _named(figure, view, sentence)
    left, top = EDGE + longest, HEAD + above
    axis = figure.add_axes((left / wide, 1 - (top + side) / high, side / wide, side / high))
    axis.imshow(tile, interpolation="nearest", aspect="auto")
    axis.xaxis.tick_top()
    axis.set_xticks(range(len(names)), names, rotation=0 if flat else 90, fontsize=7)
    axis.set_yticks(range(len(names)), names, fontsize=7)
    axis.tick_params(length=0, pad=2)
    axis.spines[:].set_visible(False)
    for row, column in zip(*numbers.nonzero(), strict=True) if len(names) <= MOST_WRITTEN else ():
        ink = "black" if tile[row, column].mean() > 127 else "white"
        axis.text(column, row, f"{numbers[row, column]:g}", fontsize=6, color=ink, ha="center", va="center")
    _bar(figure, view, (left + side + 0.08, top, max(side, 0.7)))
    return figure


def _named(figure: Figure, view: View, sentence: str) -> None:
    """Write what is shown above, and how to read it below."""
    layer = f" · {view.layer}" if view.layer else ""
    wide, high = figure.get_size_inches()
    figure.suptitle(f"{view.method}{layer}", fontsize=11, x=EDGE / wide, y=1 - 0.08 / high, ha="left", va="top")
    figure.supxlabel(sentence, fontsize=8, x=EDGE / wide, y=0.08 / high, ha="left", va="bottom")


def _folded(sentence: str, inches: float) -> str:
    """Break a sentence at 0.063 inches a character, Chinese ones counting twice."""
    wide = sum(ord(character) > 0x2E7F for character in sentence) / max(1, len(sentence))
    return "\n".join(wrap(sentence, int(inches / 0.063 / (1 + wide)))) or sentence


def _roomy(shape: tuple[int, ...]) -> float | None:
    """Give a few tiles of many pixels, pictures say, more inches: as wide as a column, wider where they are flat."""
    tiles, height, width = shape[:3]
    if tiles > 3:
        return None
    return min(9.0, 3.0 * max(1.0, width / height)) if width >= height else max(0.6, 4.5 * width / height)


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
