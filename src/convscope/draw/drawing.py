"""A drawing: SVG that is whole, to save or to show in a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from convscope.draw.writing import write_whole
from convscope.errors import ConvscopeError

SUFFIX = ".svg"


@dataclass(frozen=True)
class Drawing:
    """One SVG document; ``svg`` is its text."""

    svg: str

    def __repr__(self) -> str:
        """Say what it is, not its text."""
        return f"<Drawing: {len(self.svg):,} characters of SVG>"

    def save(self, path: str | Path) -> Path:
        """Write ``.svg``; a reader sees the old file or the new one, never half. Raises `ConvscopeError` elsewhere."""
        return write_whole(svg_path(path), self.svg.encode("utf-8"))

    def _repr_svg_(self) -> str:
        """Show itself in a notebook."""
        return self.svg


def svg_path(path: str | Path) -> Path:
    """Check that a file's name is one a drawing can be saved under."""
    path = Path(path)
    if path.suffix.lower() != SUFFIX:
        raise ConvscopeError(f"a drawing cannot be saved as {path.name!r}", fix=f"end it in {SUFFIX}")
    return path
