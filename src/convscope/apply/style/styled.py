"""A picture in another's style, and how it came about."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from convscope.draw.writing import write_whole
from convscope.errors import ConvscopeError
from convscope.picture import Picture

if TYPE_CHECKING:
    from convscope.draw.chart import Chart

SUFFIXES = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}


@dataclass(frozen=True)
class Step:
    """One step: the longer side that was painted then, the loss, and its parts, of content and of each style layer."""

    side: int
    loss: float
    content: float
    style: tuple[float, ...]


@dataclass(frozen=True)
class Styled:
    """The picture, (height, width, 3) uint8, the steps to it, and by which network's layers.

    ``notes`` are what one should know; ``path`` is where it was written.
    """

    picture: Picture = field(repr=False)
    steps: tuple[Step, ...] = field(repr=False)
    features: str
    layers: tuple[str, ...]
    content_layer: str
    seconds: float
    notes: tuple[str, ...] = ()
    path: Path | None = None

    def save(self, path: str | Path) -> Path:
        """Write it, .png, .jpg or .webp; a reader sees the old file or the new one."""
        return write_picture(self.picture, path)

    def curve(self) -> Chart:
        """Draw the loss over the steps: all of it, content's part, and each layer's."""
        from convscope.draw.chart import Chart, Line, Lines

        places = list(range(1, len(self.steps) + 1))
        parts = [Line("loss", places, [step.loss for step in self.steps])]
        parts.append(Line(f"content, {self.content_layer}", places, [step.content for step in self.steps], dashed=True))
        layers = [
            Line(name, places, [step.style[number] for step in self.steps]) for number, name in enumerate(self.layers)
        ]
        sides = [step.side for step in self.steps]
        finer = [number for number in range(1, len(sides)) if sides[number] != sides[number - 1]]
        return Chart(
            "style", "Dotted: from there on the picture is twice as large. Misses are relative to what is wanted.",
            (
                Lines("the loss and content's share", "step", tuple(parts), marks=finer),
                Lines("style, missed by layer", "step", tuple(layers), marks=finer),
            ),
        )  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        height, width = self.picture.shape[:2]
        return {
            "path": None if self.path is None else str(self.path),
            "size": [height, width],
            "features": self.features,
            "layers": list(self.layers),
            "content_layer": self.content_layer,
            "seconds": self.seconds,
            "notes": list(self.notes),
            "steps": [
                {"side": step.side, "loss": step.loss, "content": step.content, "style": list(step.style)}
                for step in self.steps
            ],
        }


class Stopped(KeyboardInterrupt):
    """Ctrl-C while it was painted; ``styled`` is what there is."""

    def __init__(self, message: str, styled: Styled) -> None:
        super().__init__(message)
        self.styled = styled


def picture_path(path: str | Path) -> Path:
    """Check that a file's name is one a picture can be saved under, and that its place is no folder."""
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise ConvscopeError(f"a picture cannot be saved as {path.name!r}", fix=f"end it in {', '.join(SUFFIXES)}")
    if path.is_dir():
        raise ConvscopeError(f"{path} is a folder", fix="name a file")
    check_folder(path.parent)
    return path


def check_folder(folder: str | Path) -> None:
    """Refuse a folder that cannot be made, because a file is in its way."""
    folder = Path(folder)
    there = next((one for one in (folder, *folder.parents) if one.exists()), None)
    if there is not None and not there.is_dir():
        raise ConvscopeError(f"{there} is a file, and no folder", fix="choose another place")


def write_picture(picture_HWC: Picture, path: str | Path) -> Path:
    """Write a picture whole."""
    import io

    from PIL import Image

    path = picture_path(path)
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture_HWC)).save(buffer, SUFFIXES[path.suffix.lower()], quality=92)
    return write_whole(path, buffer.getvalue())
