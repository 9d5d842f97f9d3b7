"""A chart: panels of lines, bars or pictures side by side, with one sentence on how to read them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from convscope.draw.writing import write_whole
from convscope.errors import ConvscopeError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SUFFIXES = (".png", ".svg")
PALETTE = ("#1f5fa8", "#d9730d", "#5a8f3c", "#8a5fb0", "#8a8f98", "#b0413e")
MOST_DOTS = 40  # points of a line that are marked
DECADES = 1000  # how far a logarithmic axis reaches from which its ticks are powers of ten


@dataclass(frozen=True)
class Line:
    """One line of a panel: ``y`` over ``x``; ``low`` and ``high`` are the ends of its spread, ``dashed`` its stroke.

    ``tone`` is the number of its colour, where lines that belong together have one.
    """

    name: str
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] | None = None
    high: Sequence[float] | None = None
    dashed: bool = False
    tone: int | None = None


@dataclass(frozen=True)
class Lines:
    """Lines over one axis; ``marks`` are places on it that a thin line points out."""

    title: str
    across: str
    lines: Sequence[Line]
    percent: bool = False
    marks: Sequence[float] = ()
    logarithmic: bool = False


@dataclass(frozen=True)
class Bars:
    """Groups of bars: ``values[name][group]``, named below; ``percent`` where they are shares of 1.

    With ``told`` each bar has its number on it, and the names stand below.
    """

    title: str
    groups: Sequence[str]
    values: Mapping[str, Sequence[float]]
    percent: bool = False
    told: bool = True


@dataclass(frozen=True)
class Pictures:
    """Pictures in a grid, (rows, columns, height, width) in 0 … 1 or with 3 colours behind; a name a row."""

    title: str
    rows: Sequence[str]
    pictures: npt.NDArray[Any]


Panel = Lines | Bars | Pictures


@dataclass(frozen=True)
class Chart:
    """Panels side by side under a title, in rows of ``columns`` where they are many; saves PNG or SVG, shows itself.

    >>> chart = Chart("squares", "They grow.", (Lines("n²", "n", [Line("", [1, 2, 3], [1, 4, 9])]),))
    >>> chart.svg().startswith("<?xml")
    True
    """

    title: str
    sentence: str
    panels: tuple[Panel, ...]
    columns: int = 0  # 0 has all in one row

    def save(self, path: str | Path) -> Path:
        """Write ``.png`` or ``.svg``; a reader sees the old file or the new one. `ConvscopeError` for another name."""
        path = chart_path(path)
        content = self._drawn(path.suffix.lower()[1:])
        return write_whole(path, content)

    def svg(self) -> str:
        """Give it as an SVG document."""
        return self._drawn("svg").decode("utf-8")

    def pixels(self) -> npt.NDArray[np.float64]:
        """Draw it as a picture, (height, width, 3) in 0 … 1, to stand among others."""
        from PIL import Image

        with Image.open(io.BytesIO(self._drawn("png"))) as image:
            return np.asarray(image.convert("RGB"), dtype=np.float64) / 255

    def _drawn(self, kind: str) -> bytes:
        import matplotlib as mpl
        from cycler import cycler
        from matplotlib.figure import Figure

        from convscope.draw.figures import fonts

        style: Any = {
            "svg.fonttype": "none",
            "svg.hashsalt": "convscope",
            "text.parse_math": False,
            "font.family": fonts(),
        }
        with mpl.rc_context({**style, "axes.prop_cycle": cycler(color=PALETTE)}):
            columns = min(self.columns or len(self.panels), len(self.panels))
            rows = -(-len(self.panels) // columns)
            figure = Figure(figsize=(4.6 * columns, 4.3 * rows), layout="constrained")
            figure.suptitle(self.title, x=0.01, ha="left", fontsize=13)
            figure.supxlabel(self.sentence, x=0.01, ha="left", fontsize=9, wrap=True)
            axes = figure.subplots(rows, columns, squeeze=False).flatten()
            for axis in axes[len(self.panels) :]:
                axis.remove()
            for panel, axis in zip(self.panels, axes, strict=False):
                axis.set_title(panel.title, loc="left", fontsize=10)
                draw_panel(panel, axis)
            buffer = io.BytesIO()
            figure.savefig(buffer, format=kind, dpi=150, metadata={"Date": None} if kind == "svg" else None)
        return buffer.getvalue()

    def __repr__(self) -> str:
        """Say what it shows, not its numbers."""
        return f"<Chart: {self.title}>"

    def _repr_png_(self) -> bytes:
        """Show itself in a notebook."""
        return self._drawn("png")


def chart_path(path: str | Path) -> Path:
    """Check that a file's name is one a chart can be saved under."""
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise ConvscopeError(f"a chart cannot be saved as {path.name!r}", fix=f"end it in {' or '.join(SUFFIXES)}")
    return path


def draw_panel(panel: Panel, axis: Axes) -> None:
    """Draw a panel on an axis, in the colours and the ink that matplotlib is set to."""
    if isinstance(panel, Pictures):
        _pictures(panel, axis)
        return
    if isinstance(panel, Lines):
        _lines(panel, axis)
    else:
        _bars(panel, axis)
    axis.grid(visible=True, axis="y", alpha=0.2, linewidth=0.8)
    axis.set_axisbelow(True)
    axis.spines[["top", "right"]].set_visible(False)
    axis.tick_params(labelsize=8)
    if panel.percent:
        from matplotlib.ticker import PercentFormatter

        axis.yaxis.set_major_formatter(PercentFormatter(xmax=1))  # as many decimals as tell them apart


def _lines(panel: Lines, axis: Axes) -> None:
    import matplotlib as mpl

    for number, line in enumerate(panel.lines):
        colour = f"C{number if line.tone is None else line.tone}"
        style = "--" if line.dashed else "-"
        dots = "o" if len(line.x) <= MOST_DOTS else ""
        axis.plot(line.x, line.y, style, color=colour, linewidth=1.8, label=line.name, marker=dots, markersize=3)
        if line.low is not None and line.high is not None:
            axis.fill_between(line.x, line.low, line.high, color=colour, alpha=0.15, linewidth=0)
    for mark in panel.marks:
        axis.axvline(mark, color=mpl.rcParams["text.color"], linewidth=0.7, linestyle=":", alpha=0.5)
    axis.set_xlabel(panel.across, fontsize=9)
    if all(float(x).is_integer() for line in panel.lines for x in line.x) and not panel.logarithmic:
        from matplotlib.ticker import MaxNLocator

        axis.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    if panel.logarithmic:
        from matplotlib.ticker import FuncFormatter, NullLocator

        ends = [x for line in panel.lines for x in (line.x[0], line.x[-1])]
        axis.set_xscale("log", base=10 if max(ends) / min(ends) > DECADES else 2)
        axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))  # a power is no number to read
        axis.xaxis.set_minor_locator(NullLocator())
    if any(line.name for line in panel.lines):
        axis.legend(frameon=False, fontsize=8)


def _bars(panel: Bars, axis: Axes) -> None:
    width = 0.8 / len(panel.values)
    places = np.arange(len(panel.groups))
    for number, (name, values) in enumerate(panel.values.items()):
        shift = (number - (len(panel.values) - 1) / 2) * width
        drawn = axis.bar(places + shift, values, width * 0.92, color=f"C{number}", label=name)
        if panel.told:
            numbers = [f"{value:.1%}" if panel.percent else f"{value:,.3g}" for value in values]
            axis.bar_label(drawn, numbers, fontsize=7)
    axis.set_xticks(places, panel.groups)
    if panel.told:
        axis.legend(frameon=False, fontsize=8, loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=len(panel.values))


def _pictures(panel: Pictures, axis: Axes) -> None:
    rows, columns, height, width = panel.pictures.shape[:4]
    gap = max(1, height // 12)
    colours = panel.pictures.shape[4:]
    sheet = np.ones((rows * (height + gap) - gap, columns * (width + gap) - gap, *colours))
    for row in range(rows):
        for column in range(columns):
            top, left = row * (height + gap), column * (width + gap)
            sheet[top : top + height, left : left + width] = panel.pictures[row, column]
    axis.imshow(np.clip(sheet, 0, 1), cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    axis.set_yticks([row * (height + gap) + height / 2 for row in range(rows)], panel.rows, fontsize=8)
    axis.set_xticks([])
    axis.spines[:].set_visible(False)
    axis.tick_params(length=0)
