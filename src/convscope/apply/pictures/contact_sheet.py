"""A contact sheet: pictures whole on squares, with a line or two below each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from convscope.draw import View
from convscope.errors import BrokenPicture, ConvscopeError
from convscope.picture import Picture, read

SIDE, MOST = 192, 96  # pixels of a tile, tiles of a sheet
PAPER = 255


def contact_sheet(
    pictures: Sequence[tuple[str | Path | Picture, str]], *, title: str, sentence: str, columns: int | None = None
) -> View:
    """Lay pictures, or files, out in order, each with its caption; of more than `MOST` the first, as the sentence says.

    A file that cannot be read is an empty, grey tile.
    """
    shown = pictures[:MOST]
    tiles = np.stack([tile(picture) for picture, _ in shown]).astype(np.float32) / PAPER
    hidden = len(pictures) - len(shown)
    if hidden:
        sentence = f"{sentence} {hidden:,} more are not shown."
    captions = tuple(caption for _, caption in shown)
    return View(tiles, title, "", sentence, "picture", captions, hidden=hidden, columns=columns)


def tile(picture: str | Path | Picture) -> Picture:
    """Bring a picture, or a file's, whole onto a white square, (`SIDE`, `SIDE`, 3)."""
    paper = Image.new("RGB", (SIDE, SIDE), (PAPER,) * 3)
    try:
        pixels = read(picture) if isinstance(picture, (str, Path)) else picture
    except BrokenPicture:
        return np.full((SIDE, SIDE, 3), 216, dtype=np.uint8)
    shown = pixels[..., :3] if pixels.shape[2] >= 3 else np.repeat(pixels[..., :1], 3, axis=2)
    image = Image.fromarray(np.ascontiguousarray(shown))
    share = SIDE / max(image.size)
    size = max(1, round(image.width * share)), max(1, round(image.height * share))
    image = image.resize(size, Image.Resampling.BILINEAR if share <= 1 else Image.Resampling.NEAREST)
    paper.paste(image, ((SIDE - size[0]) // 2, (SIDE - size[1]) // 2))
    return np.asarray(paper, dtype=np.uint8)


def check_sheet(path: str | Path) -> Path:
    """Refuse what no sheet can be saved as, before the work."""
    place = Path(path)
    if place.suffix.lower() not in (".png", ".svg"):
        raise ConvscopeError(f"a contact sheet cannot be saved as {place.name!r}", fix="end it in .png")
    return place
