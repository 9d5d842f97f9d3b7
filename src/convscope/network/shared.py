"""State of torch's that belongs to the whole process, set while anyone traces."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager


class Shared:
    """A context that the first who enters opens and the last who leaves closes, in whatever threads they are.

    Each thread opening it by itself would take what another has set for what was there before, and leave it so.
    """

    def __init__(self, make: Callable[[], AbstractContextManager[object]]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._inside = 0
        self._open: AbstractContextManager[object] | None = None

    def __enter__(self) -> None:
        with self._lock:
            if not self._inside:
                opened = self._make()
                opened.__enter__()
                self._open = opened
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside and self._open is not None:
                opened, self._open = self._open, None
                opened.__exit__(None, None, None)
