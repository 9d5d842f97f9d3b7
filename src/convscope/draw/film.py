"""A film: views of the same tiles, one after another on one scale, as an animation that plays anywhere."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, sqrt
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from convscope.draw.colours import coloured
from convscope.draw.view import View
from convscope.draw.writing import write_whole
from convscope.errors import ConvscopeError

SUFFIXES = (".webp", ".png")
MOST_FRAMES = 128
WIDE, LEAST_SIDE, MOST_SIDE = 960, 16, 128  # pixels: of a frame, of a tile
GAP, HEAD, FOOT = 4, 28, 28
SECONDS, LAST_SECONDS = 0.4, 2.0  # a frame stays, and the last one
PAPER, INK, QUIET, LINE = "#ffffff", "#16181d", "#5d6470", "#dedbd3"


@dataclass(frozen=True)
class Film:
    """Views of one shape and what stands above each, ``titles``; all are coloured on one range.

    Of more than 128 views evenly many are shown, the first and the last among them.
    """

    views: tuple[View, ...]
    titles: tuple[str, ...]

    @cached_property
    def range(self) -> tuple[float, float]:
        """Lowest and highest number that the colours cover, the same in every frame."""
        ranges = [view.range for view in self.views]
        return min(low for low, _ in ranges), max(high for _, high in ranges)

    @cached_property
    def frames(self) -> tuple[Image.Image, ...]:
        """Every frame, all of one size."""
        chosen = np.linspace(0, len(self.views) - 1, min(len(self.views), MOST_FRAMES)).round().astype(int)
        return tuple(self._frame(self.views[number], self.titles[number]) for number in chosen)

    def save(self, path: str | Path) -> Path:
        """Write an animated ``.webp`` or, as an animated PNG, ``.png``: without loss, each loops.

        A reader sees the old file or the new one. Raises `ConvscopeError` for another name.
        """
        path = film_path(path)
        frames = self.frames
        times = [round(1000 * SECONDS)] * (len(frames) - 1) + [round(1000 * LAST_SECONDS)]
        buffer = io.BytesIO()
        said = {"save_all": True, "append_images": frames[1:], "duration": times, "loop": 0}
        if path.suffix.lower() == ".webp":
            frames[0].save(buffer, format="WEBP", lossless=True, **said)
        else:
            frames[0].save(buffer, format="PNG", **said)
        return write_whole(path, buffer.getvalue())

    def _frame(self, view: View, title: str) -> Image.Image:
        tiles = replace(view, limits=self.range).tiles()
        count, height, width = tiles.shape[:3]
        columns = view.columns or max(1, min(count, ceil(sqrt(count * 1.6 * height / width))))
        side = max(LEAST_SIDE, min(MOST_SIDE, WIDE // columns - GAP))
        scale = side / max(height, width)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        rows = ceil(count / columns)
        frame_width = max(columns * (size[0] + GAP) + GAP, 320)
        frame = Image.new("RGB", (frame_width, HEAD + rows * (size[1] + GAP) + FOOT), PAPER)
        pen, font = ImageDraw.Draw(frame), ImageFont.load_default(14)
        layer = f" · {view.layer}" if view.layer else ""
        pen.text((GAP, 6), f"{view.method}{layer}", fill=QUIET, font=font)
        pen.text((frame_width - GAP, 6), title, fill=INK, font=font, anchor="ra")
        for number, tile in enumerate(tiles):
            row, column = divmod(number, columns)
            shown = Image.fromarray(tile).resize(size, Image.Resampling.NEAREST)
            left, top = GAP + column * (size[0] + GAP), HEAD + row * (size[1] + GAP)
            pen.rectangle((left - 1, top - 1, left + size[0], top + size[1]), outline=LINE)
            frame.paste(shown, (left, top))
        if view.legend != "picture":
            self._legend(frame, view)
        return frame

    def _legend(self, frame: Image.Image, view: View) -> None:
        """Draw the colours with both ends of the range at the foot."""
        low, high = self.range
        bar = coloured(np.linspace(low, high, 160)[None], view.legend, low, high)
        pen, font = ImageDraw.Draw(frame), ImageFont.load_default(12)
        top = frame.height - FOOT + 8
        pen.text((60, top - 2), f"{low:.3g}", fill=QUIET, font=font, anchor="ra")
        frame.paste(Image.fromarray(bar).resize((160, 10), Image.Resampling.NEAREST), (68, top))
        pen.text((236, top - 2), f"{high:.3g}", fill=QUIET, font=font)


def film_path(path: str | Path) -> Path:
    """Check that a file's name is one a film can be saved under."""
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise ConvscopeError(f"a film cannot be saved as {path.name!r}", fix=f"end it in {' or '.join(SUFFIXES)}")
    return path


def film_of(views: Sequence[View], titles: Sequence[str]) -> Film:
    """Make a film of views, at least one, whose tiles are of one shape."""
    if len({view.array.shape for view in views}) != 1:
        raise ConvscopeError("views of several shapes came, or none", fix="give views of the same tiles")
    return Film(tuple(views), tuple(titles))
