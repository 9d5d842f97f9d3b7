"""The verb ``data``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from convscope.verbs.of_model import MODES
from convscope.verbs.verb import Argument, Option, Session, Verb

if TYPE_CHECKING:
    from convscope.data import Overview


@dataclass(frozen=True)
class DataShown:
    """What is there, and the page that shows it."""

    overview: Overview
    path: Path

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {**self.overview.as_dict(), "page": str(self.path)}


@dataclass(frozen=True, kw_only=True)
class Data(Verb):
    """What is in a folder of pictures: its kind, counts, sizes, broken files, duplicates, channel statistics.

    Recognises class folders (in train/, val/, test/ or not), a CSV of path and label, images/ with masks/, COCO and
    YOLO boxes, and one large raster; says so, or says what it looked for. Writes a page with a contact sheet of the
    pictures as a network would get them, after the resize mode.
    """

    name: ClassVar[str] = "data"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope data photos/",
        "convscope data photos/ --resize letterbox --size 64 --save photos.html",
        "convscope data digits --json",
    )

    data: Annotated[str, Argument("A folder, a CSV of path and label, a .tif, or a named data set.", "DATA")]
    resize: Annotated[str, Option("How pictures are brought to one size.", "MODE", choices=MODES)] = "stretch"
    size: Annotated[int | None, Option("Side in pixels; by default 128, or a named set's own.", "N")] = None
    save: Annotated[str | None, Option("Page to write; by default data-NAME.html.", "FILE")] = None
    rehash: Annotated[bool, Option("Go by the files' content, not by their times.")] = False

    def run(self, session: Session) -> DataShown:
        """Look through it."""
        from convscope.data import overview
        from convscope.errors import ConvscopeError, UnknownName
        from convscope.verbs.data_page import write_page

        if self.resize not in MODES:
            raise UnknownName("resize mode", self.resize, list(MODES))
        if self.size is not None and not 1 <= self.size <= 2048:
            raise ConvscopeError(f"--size {self.size} came", fix="give 1 to 2048 pixels")
        if self.save is not None and Path(self.save).suffix.lower() != ".html":
            raise ConvscopeError(f"--save {self.save} came", fix="end it in .html")
        contents = overview(self.data, size=self.size, resize=self.resize, rehash=self.rehash)  # type: ignore[arg-type]
        path = Path(self.save or f"data-{contents.overview.name}.html")
        write_page(contents, path, command=self.command(), python=self.python())
        return DataShown(contents.overview, path)

    def python(self) -> str:
        """Write the Python that does the same."""
        size = f", size={self.size}" if self.size else ""
        resize = f", resize={self.resize!r}" if self.resize != "stretch" else ""
        rehash = ", rehash=True" if self.rehash else ""
        return (
            "from convscope.data import overview\n"
            f"shown = overview({self.data!r}{size}{resize}{rehash}).overview\nprint(shown.sentence)"
        )
