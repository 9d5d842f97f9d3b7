"""What the command line opened: all that a page may ask about."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from convscope.lab.shelf import Shelf

if TYPE_CHECKING:
    from convscope.model import Model


@dataclass(frozen=True)
class Opened:
    """A model by its spelling, as a command would have it, and a picture.

    The model is the one of ``cs.load``; the picture a path, or None where the page has to bring one. ``pictures`` has
    it, and what is uploaded, by hash. ``lessons`` is a teacher's own folder of them.
    """

    spelling: str
    model: Model
    picture: Path | None = None
    lessons: Path | None = None
    pictures: Shelf = field(default_factory=Shelf, compare=False)
