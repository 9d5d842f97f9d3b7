"""Files that are whole whenever one looks: written beside their place, brought to the disk, renamed into it."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from safetensors import SafetensorError

from convscope.errors import CannotWrite

FULL = {errno.ENOSPC, errno.EDQUOT}
BESIDE = re.compile(r"\..+\.\d+")  # the name of a file that was still being written: .run.json.4711


def atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Have a file written beside ``path``, then rename it over it: a reader, or a crash, sees the old or the new one.

    What is renamed is on the disk by then, and so is the renaming when this returns: a power cut takes nothing back.

    >>> from tempfile import mkdtemp
    >>> place = Path(mkdtemp()) / "note.txt"
    >>> atomically(place, lambda path: path.write_text("whole"))
    >>> place.read_text(), len(list(place.parent.iterdir()))
    ('whole', 1)

    Raises `CannotWrite` where the disk is full or the folder gone; the old file stays as it was.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with told(path):
        try:
            write(beside)
            with beside.open("rb") as file:
                os.fsync(file.fileno())
            beside.replace(path)
            _remember(path.parent)
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)


def append(path: Path, line: str) -> None:
    """Add a line to a file, and bring it to the disk."""
    with told(path), path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def sweep(folder: Path) -> None:
    """Remove what writers that were killed left half-written."""
    for place in (folder, *(part for part in folder.iterdir() if part.is_dir())):
        for file in place.iterdir():
            if file.is_file() and BESIDE.fullmatch(file.name):
                file.unlink(missing_ok=True)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Say in words of which file the writing failed, and why, where it is the disk's doing."""
    try:
        yield
    except (OSError, SafetensorError) as error:
        number = _number(error)
        if number in FULL:
            raise CannotWrite(
                f"the disk is full: {path} could not be written, {_free(path)} is free",
                fix="make room; what was written before is whole",
            ) from error
        if not path.parent.is_dir():
            raise CannotWrite(f"{path.parent} is gone: {path.name} could not be written into it") from error
        if number in (errno.EROFS, errno.EACCES, errno.EIO, errno.EPERM):
            raise CannotWrite(
                f"{path} could not be written: {os.strerror(number)}", fix="what was written before is whole"
            ) from error
        raise


def _number(error: Exception) -> int:
    """Give the system's number of an error; safetensors has it in its text alone."""
    if isinstance(error, OSError):
        return error.errno or 0
    found = re.search(r"os error (\d+)", str(error))
    return int(found[1]) if found else 0


def _free(path: Path) -> str:
    try:
        return f"{shutil.disk_usage(path.parent).free / 1e6:,.1f} MB"
    except OSError:
        return "nothing"


def _remember(folder: Path) -> None:
    """Bring a renaming to the disk, where folders can be opened for that (not on Windows)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
