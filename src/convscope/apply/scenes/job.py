"""Work that outlives its process: which pieces are done, in a folder beside the file that is to be."""

from __future__ import annotations

import json
import os
import shutil
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from convscope.errors import CannotWrite
from convscope.runs.durable import atomically, told
from convscope.runs.lock import FolderLock

SUFFIX = ".unfinished"
RECORD, DONE = "job.json", "done"


class Job:
    """The folder ``labels.tif.unfinished``: what the work is (``facts``), its files, and the pieces that are done.

    If it is there with equal facts, the work goes on; with others, it begins anew. Raises `CannotWrite` where the
    folder cannot be made, `RunExists` where another process is at it.
    """

    def __init__(self, out: Path, facts: Mapping[str, Any]) -> None:
        self.folder = folder_of(out)
        try:
            with told(self.folder):
                self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotWrite(f"{self.folder} cannot be made: {os.strerror(error.errno or 0)}") from error
        self._lock = FolderLock(self.folder)
        self.facts = _plain(facts)
        self.kept = _read(self.folder / RECORD) == self.facts
        if not self.kept:
            self._clear()
        text = json.dumps(self.facts, indent=2)
        atomically(self.folder / RECORD, lambda path: path.write_text(text, encoding="utf-8"))

    def done(self, count: int) -> bytearray:
        """Say of each of so many pieces whether it is done."""
        found = bytearray(count)
        path = self.folder / DONE
        if path.is_file():
            whole = path.stat().st_size // 4 * 4  # the last number may be half-written
            with path.open("r+b") as file:
                file.truncate(whole)
                while block := file.read(1 << 16):
                    for (index,) in struct.iter_unpack("<I", block):
                        found[index] = 1
        return found

    def mark(self, indexes: Iterable[int], files: Iterable[Path]) -> None:
        """Note pieces as done, once what was written of them is on the disk."""
        for path in files:
            with told(path), path.open("rb") as file:
                os.fsync(file.fileno())
        with told(self.folder / DONE), (self.folder / DONE).open("ab") as file:
            file.write(b"".join(struct.pack("<I", index) for index in indexes))
            file.flush()
            os.fsync(file.fileno())

    def finish(self) -> None:
        """Remove the folder."""
        self._lock.release()
        shutil.rmtree(self.folder, ignore_errors=True)

    def leave(self) -> None:
        """Leave it for another time, or remove it where nothing was done."""
        if self.folder.is_dir() and not (self.folder / DONE).is_file():
            self.finish()
        self._lock.release()

    def _clear(self) -> None:
        for path in self.folder.iterdir():
            if path.name != ".lock":
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def folder_of(out: Path) -> Path:
    """Name the folder of what is not finished.

    >>> folder_of(Path("maps/labels.tif")).as_posix()
    'maps/labels.tif.unfinished'
    """
    return out.with_name(out.name + SUFFIX)


def kept_job(out: Path, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the work that is there was begun with, if it is of these facts; else nothing."""
    found = _read(folder_of(out) / RECORD)
    same = isinstance(found, dict) and all(found.get(name) == value for name, value in _plain(facts).items())
    return found if same else {}


def _plain(facts: Mapping[str, Any]) -> Any:
    return json.loads(json.dumps(facts))


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
