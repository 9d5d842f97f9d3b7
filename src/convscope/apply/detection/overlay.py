"""Pictures with the boxes that were found drawn on them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from convscope.apply.detection.detected import Detected, DetectedBox, Detections
from convscope.draw.class_colours import Colour, class_colours
from convscope.draw.writing import write_whole
from convscope.errors import BrokenPicture, ConvscopeError
from convscope.picture import Picture, read

THIN = 400  # pixels of a picture's side for each pixel of a line
FONT = 11  # pixels, at least, of a caption's letters
DARK = 140  # of 255: on brighter colours letters are black


def overlay(picture: Picture, boxes: Sequence[DetectedBox]) -> Picture:
    """Draw each box in its class's colour, its class and how sure it is above it; the surest ones on top."""
    shown = picture[..., :3] if picture.shape[2] >= 3 else np.repeat(picture[..., :1], 3, axis=2)
    image = Image.fromarray(np.ascontiguousarray(shown))
    pen = ImageDraw.Draw(image)
    line = max(1, round(max(image.size) / THIN))
    font = ImageFont.load_default(max(FONT, round(max(image.size) / 60)))
    colours = class_colours(1 + max((box.number for box in boxes), default=0))
    for box in reversed(boxes):
        colour = colours[box.number]
        left, top, right, bottom = box.edges
        outline = (left, top, max(right - 1, left), max(bottom - 1, top))
        pen.rectangle(outline, outline=colour, width=line)
        _caption(pen, f"{box.name}: {box.score:.0%}", (left, top, bottom), colour, font, image.size)
    return np.asarray(image, dtype=np.uint8)


def _caption(
    pen: ImageDraw.ImageDraw,
    text: str,
    place: tuple[float, float, float],
    colour: Colour,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    size: tuple[int, int],
) -> None:
    """Write above a box, or below it where there is no room above."""
    left, top, bottom = place
    _, _, width, height = pen.textbbox((0, 0), text, font=font)
    width, height = width + 2, height + 1
    x = min(max(left, 0), max(size[0] - width, 0))
    y = top - height if top >= height else min(bottom, size[1] - height)
    pen.rectangle((x, y, x + width, y + height), fill=colour)
    bright = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]
    pen.text((x + 1, y), text, fill=(0, 0, 0) if bright > DARK else (255, 255, 255), font=font)


def check_folder(folder: str | Path) -> Path:
    """Refuse a place where no folder can be, before the work."""
    place = Path(folder)
    if place.exists() and not place.is_dir():
        raise ConvscopeError(f"{place} is a file, and overlays go into a folder", fix="give another name")
    return place


def save_overlays(found: Detections, folder: str | Path) -> Path:
    """Write a PNG a picture that could be read, under its name; of pictures of one name the later ones get a number."""
    place = check_folder(folder)
    place.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    for path, one in zip(found.paths, found, strict=True):
        if not one.fault:
            _save(path, one, place / _name(path, taken))
    return place


def _save(path: Path, one: Detected, file: Path) -> None:
    try:
        pixels = read(path)
    except BrokenPicture:  # it was there when the network saw it
        return
    buffer = io.BytesIO()
    Image.fromarray(overlay(pixels, one.boxes)).save(buffer, "PNG")
    write_whole(file, buffer.getvalue())


def _name(path: Path, taken: set[str]) -> str:
    name, number = f"{path.stem}.png", 2
    while name in taken:
        name, number = f"{path.stem}-{number}.png", number + 1
    taken.add(name)
    return name
