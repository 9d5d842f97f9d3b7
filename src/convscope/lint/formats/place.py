"""A finding's file as others want it: below the working folder where it lies there, with forward slashes."""

from __future__ import annotations

from pathlib import Path


def below_here(file: str) -> str:
    """Write a path from the working folder on, else whole."""
    path = Path(file)
    return (path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path).as_posix()
