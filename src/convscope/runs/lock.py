"""One process a run folder: who writes into it holds its lock, which the system lets go of however the process ends."""

from __future__ import annotations

import json
import os
import socket
import sys
import weakref
from contextlib import suppress
from pathlib import Path

from convscope.errors import RunExists

LOCK = ".lock"


class FolderLock:
    """The right to write into a folder, held until `release`, or until the process is gone.

    >>> from tempfile import mkdtemp
    >>> folder = Path(mkdtemp())
    >>> first = FolderLock(folder)
    >>> FolderLock(folder)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    convscope.errors.RunExists: ... is being written by process ...
    >>> first.release()
    >>> FolderLock(folder).release()

    Raises `RunExists` that names the process that has it. On a file system without locks it holds nothing back.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK
        while True:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
            if not _taken(handle):
                holder = _holder(handle)
                os.close(handle)
                raise RunExists(
                    f"{folder} is being written by {holder}", fix="wait for it, or choose another place with --out"
                )
            if _still_there(handle, self._path):
                break
            os.close(handle)  # it was released, and with that removed, between opening and locking
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, json.dumps({"pid": os.getpid(), "host": socket.gethostname()}).encode())
        self._close = weakref.finalize(self, os.close, handle)  # who forgets it lets go of it

    def release(self) -> None:
        """Let the next one write; again does nothing."""
        if self._close.alive:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
            self._close()


def is_locked(folder: Path) -> bool:
    """Whether a process that is alive writes into a folder."""
    try:
        handle = os.open(folder / LOCK, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _taken(handle)
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    """Lock an open file, unless another process has; True where there are no locks."""
    if sys.platform == "win32":
        import msvcrt

        try:
            os.lseek(handle, 1 << 20, os.SEEK_SET)  # beyond what is written: a locked range cannot be read there
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _still_there(handle: int, path: Path) -> bool:
    if sys.platform == "win32":
        return True
    try:
        return os.fstat(handle).st_ino == path.stat().st_ino
    except OSError:
        return False


def _holder(handle: int) -> str:
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        said = json.loads(os.read(handle, 1000))
        here = "" if said["host"] == socket.gethostname() else f" on {said['host']}"
        return f"process {said['pid']}{here}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
