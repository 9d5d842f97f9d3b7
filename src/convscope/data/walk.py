"""Files below a folder: which are pictures, which are not, which cannot be reached. Nothing here can go on for ever."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from convscope.data.dataset import Skipped
from convscope.data.recognised import plain

SUFFIXES = frozenset(
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".gif", ".bmp", ".dib", ".tif", ".tiff", ".webp", ".avif",
        ".jp2", ".j2k", ".jpx", ".heic", ".heif", ".ppm", ".pgm", ".pbm", ".pnm", ".tga", ".npy",
    }
)  # fmt: skip
HEADS = (
    b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"\x93NUMPY", b"\0\0\0\x0cjP  ",
)  # fmt: skip
SYSTEM = frozenset({"thumbs.db", "desktop.ini", "__macosx", "@eadir", "$recycle.bin"})


@dataclass
class Walk:
    """What was found: pictures by name or, where the name does not say, by content; sorted."""

    pictures: list[Path] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    ignored: list[Path] = field(default_factory=list)


def walk(folder: Path, root: Path | None = None) -> Walk:
    """Collect all files below a folder; paths in ``skipped`` are told from ``root`` on.

    Hidden files and those of the system are left out without a word. Links are followed; one that leads nowhere, back
    to a folder it is in, or to one already looked at, is skipped.
    """
    found = Walk()
    _into(folder, root or folder, found, {_identity(parent) for parent in folder.absolute().parents})
    return found


def folders(folder: Path) -> list[Path]:
    """List the folders in a folder, sorted, without hidden ones."""
    return [path for path in entries(folder) if path.is_dir()]


def entries(folder: Path) -> list[Path]:
    """List what is in a folder, sorted, without what is hidden or the system's."""
    found = (Path(entry) for entry in os.scandir(folder))
    return sorted(path for path in found if not path.name.startswith(".") and path.name.lower() not in SYSTEM)


def is_picture(path: Path) -> bool:
    """Whether a file is a picture by its name, or else by its first bytes."""
    if path.suffix.lower() in SUFFIXES:
        return True
    try:
        with path.open("rb") as file:
            first = file.read(16)
    except OSError:
        return False
    return first.startswith(HEADS) or (first[:4] == b"RIFF" and first[8:12] == b"WEBP")


def _identity(folder: Path) -> tuple[int, int]:
    status = folder.stat()
    return status.st_dev, status.st_ino


def _into(folder: Path, root: Path, found: Walk, seen: set[tuple[int, int]]) -> None:
    def skip(path: Path, why: str) -> None:
        found.skipped.append(Skipped(plain(path.relative_to(root)), why))

    try:
        here = _identity(folder)
        inside = entries(folder)
    except OSError as error:
        skip(folder, f"cannot be opened: {error.strerror}")
        return
    if here in seen:
        skip(folder, "is a link that leads back to a folder already looked at")
        return
    seen.add(here)
    for path in inside:
        try:
            mode = path.stat().st_mode
        except OSError as error:
            skip(path, f"is a link that leads nowhere: {error.strerror}" if path.is_symlink() else str(error.strerror))
            continue
        if stat.S_ISDIR(mode):
            _into(path, root, found, seen)
        elif not stat.S_ISREG(mode):
            skip(path, "is no file (a pipe, a socket or a device)")
        elif is_picture(path):
            found.pictures.append(path)
        else:
            found.ignored.append(path)
