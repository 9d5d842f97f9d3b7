"""Several views into files: one under another in a PNG, a numbered file each otherwise."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from convscope.draw.figures import figure_bytes
from convscope.draw.view import View
from convscope.draw.writing import write_whole


def save_views(views: Sequence[View], path: str | Path) -> tuple[Path, ...]:
    """Write views: a ``.png`` has all of them, of ``.svg`` and ``.npz`` each gets its own, ``maps-1.svg``.

    Raises `ConvscopeError` for another ending.
    """
    path = Path(path)
    if len(views) == 1:
        return (views[0].save(path),)
    if path.suffix.lower() != ".png":
        return tuple(view.save(path.with_stem(f"{path.stem}-{number}")) for number, view in enumerate(views, start=1))
    drawn = [Image.open(io.BytesIO(figure_bytes(view, "png"))).convert("RGB") for view in views]
    width = max(image.width for image in drawn)
    whole = np.full((sum(image.height for image in drawn), width, 3), 255, np.uint8)
    top = 0
    for image in drawn:
        whole[top : top + image.height, : image.width] = np.asarray(image)
        top += image.height
    buffer = io.BytesIO()
    Image.fromarray(whole).save(buffer, format="PNG")
    return (write_whole(path, buffer.getvalue()),)
