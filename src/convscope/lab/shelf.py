"""The pictures that pages may show and ask about, by the hash of their file: the command line's, and uploads."""

from __future__ import annotations

import hashlib
import io
import threading
from collections import OrderedDict
from pathlib import Path

from PIL import Image

from convscope.errors import ConvscopeError
from convscope.picture import Picture, read
from convscope.picture.apart import read_apart

MOST_KEPT = 64
MOST_KEPT_BYTES = 256 << 20  # three pictures of a 24 megapixel camera, thousands of those that networks see
LETTERS = 32  # of a hash


class Gone(ConvscopeError):
    """A picture that is not here: never was, or made room for newer ones."""


class Shelf:
    """Holds decoded pictures; the one used longest ago makes room. Whatever thread asks.

    A function of `app.ANSWERS` has it as ``opened.pictures``: ``opened.pictures.get(values["picture"])`` gives uint8
    (height, width, 1 or 3), or raises `Gone`, which the page says in its words by the fault's kind.
    """

    def __init__(self, *, most: int = MOST_KEPT, most_bytes: int = MOST_KEPT_BYTES) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._kept: OrderedDict[str, Picture] = OrderedDict()
        self._own: dict[str, Picture] = {}
        self._lock = threading.Lock()

    def put(self, data: bytes) -> str:
        """Decode an upload in a process of its own and keep it; gives its hash. Raises `picture.apart.Refused`."""
        name = named(data)
        if name not in self:
            self._keep(name, read_apart(data))
        return name

    def own(self, path: Path) -> str:
        """Keep the command line's picture for good; gives its hash, or "" of one whose bands cannot be shown."""
        picture = read(path)
        if picture.shape[2] not in (1, 3):
            return ""
        name = named(path.read_bytes())
        self._own[name] = picture
        return name

    def owns(self, name: str) -> bool:
        """Whether a hash is the command line's picture's."""
        return name in self._own

    def get(self, name: object) -> Picture:
        """Give the picture of a hash."""
        with self._lock:
            if isinstance(name, str) and name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name]
        found = self._own.get(name) if isinstance(name, str) else None
        if found is None:
            raise Gone("the lab does not have this picture any more", fix="open it again")
        return found

    def png(self, name: str) -> bytes:
        """Give it as a PNG."""
        picture = self.get(name)
        file = io.BytesIO()
        Image.fromarray(picture[..., 0] if picture.shape[2] == 1 else picture).save(file, "PNG", compress_level=1)
        return file.getvalue()

    def __contains__(self, name: object) -> bool:
        with self._lock:
            return name in self._kept or name in self._own

    def _keep(self, name: str, picture: Picture) -> None:
        with self._lock:
            self._kept[name] = picture
            self._kept.move_to_end(name)
            while len(self._kept) > 1 and (len(self._kept) > self._most or self._bytes() > self._most_bytes):
                self._kept.popitem(last=False)

    def _bytes(self) -> int:
        return sum(one.nbytes for one in self._kept.values())


def named(data: bytes) -> str:
    """Name a file by its bytes.

    >>> named(b"one") == named(b"one") != named(b"other")
    True
    """
    return hashlib.sha256(data).hexdigest()[:LETTERS]
