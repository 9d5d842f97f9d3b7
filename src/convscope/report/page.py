"""A page of sections to one HTML file."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from PIL import Image

from convscope.draw import View, legend_colours
from convscope.report.blocks import Block


@dataclass(frozen=True)
class Section:
    """A heading and what follows it."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Page:
    """A title, a sentence below it, sections, and a line at the foot."""

    title: str
    lead: str
    sections: Sequence[Section]
    foot: str = ""


def render(page: Page) -> str:
    """Give the page as HTML: one file, nothing fetched."""
    environment = Environment(
        loader=PackageLoader("convscope.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        kind=lambda block: type(block).__name__,
        images=_images,
        cells=_cells,
        svg=Markup,  # our own drawings, made by convscope.draw
        colours=lambda view: ", ".join(legend_colours(view.legend)),
        number=_number,
    )
    return environment.get_template("page.html.j2").render(page=page)


def write(page: Page, path: str | Path) -> Path:
    """Write the page; a reader sees the old file or the new one, never half."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(render(page), encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return path


def _images(view: View) -> list[str]:
    """Each tile as a PNG that stands in the page itself."""
    return [_png_address(tile) for tile in view.tiles()]


def _png_address(tile: npt.NDArray[np.uint8]) -> str:
    buffer = io.BytesIO()
    Image.fromarray(tile).save(buffer, format="PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")


def _cells(view: View) -> list[list[dict[str, Any]]]:
    """Give count, background and ink of each cell of a matrix."""
    counts, colours = view.array[0], view.tiles()[0]
    bright = colours @ np.array([0.299, 0.587, 0.114]) > 128
    return [
        [
            {
                "count": int(counts[row, column]),
                "background": "#{:02x}{:02x}{:02x}".format(*colours[row, column]),
                "ink": "#111" if bright[row, column] else "#fff",
            }
            for column in range(counts.shape[1])
        ]
        for row in range(counts.shape[0])
    ]


def _number(value: float) -> str:
    """Write an end of a legend short."""
    return f"{value:.3g}".replace("-", "−")
