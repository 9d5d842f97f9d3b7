"""Build a folder under another name and rename it when it is whole; clean up after builders that were killed."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MARK = ".building-"
OLD = 24 * 3600.0  # seconds after which a builder of another machine is taken for dead


@contextmanager
def building(root: Path, place: Path) -> Iterator[Path]:
    """Give a temporary folder that becomes ``place`` when the block ends well, and is removed when it does not.

    Of two builders of one place the later gives way, as both have built the same; what was there and is not whole must
    have been looked at before, and is replaced.
    """
    root.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{MARK}{socket.gethostname()}-{os.getpid()}-", dir=root))
    before = _identity(place)
    try:
        yield folder
        for file in folder.iterdir():
            with file.open("rb") as handle:
                os.fsync(handle.fileno())  # or a power cut could leave the name without the content
        if before is not None and _identity(place) == before:
            set_aside(root, place)
        with suppress(OSError):  # another builder was first
            folder.rename(place)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_stale(root: Path) -> None:
    """Remove what killed builders left."""
    for folder in root.glob(MARK + "*"):
        if not _alive(folder):
            shutil.rmtree(folder, ignore_errors=True)


def set_aside(root: Path, place: Path) -> None:
    """Remove a folder or file in one step: what still maps it keeps it, and nobody sees half of it."""
    aside = Path(tempfile.mkdtemp(prefix=f"{MARK}{socket.gethostname()}-{os.getpid()}-", dir=root))
    with suppress(OSError):
        place.rename(aside / place.name)
    shutil.rmtree(aside, ignore_errors=True)


def _identity(place: Path) -> tuple[int, int] | None:
    try:
        status = place.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def _alive(folder: Path) -> bool:
    """Whether the process that builds a folder may still be at it."""
    host, _, rest = folder.name.removeprefix(MARK).rpartition("-")[0].rpartition("-")
    try:
        old = time.time() - folder.stat().st_mtime > OLD
    except OSError:
        return False
    if host != socket.gethostname() or not rest.isdecimal() or sys.platform == "win32":
        return not old
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
