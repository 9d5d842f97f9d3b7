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
from convscope.errors import ConvscopeError

MOST = 48  # views under each other


def save_views(views: Sequence[View], path: str | Path) -> tuple[Path, ...]:
    """Write views: a ``.png`` has all of them, of ``.svg`` and ``.npz`` each gets its own, ``maps-1.svg``.

    Raises `ConvscopeError` for another ending, and for more views than 48 in one picture.
    """
    path = Path(path)
    if len(views) > MOST and path.suffix.lower() == ".png":
        raise ConvscopeError(
            f"{len(views)} views do not fit into one picture", fix="save to .html, .svg or .npz, or choose a layer"
        )
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
