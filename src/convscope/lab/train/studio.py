"""What the page Train keeps between two questions: the queue, the folder of runs, pictures and answers computed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from convscope.jobs import Queue

FOLDER = "runs"
MOST_KEPT = 64
T = TypeVar("T")


class Kept:
    """The newest results of what takes long to compute, by a key; of two that ask at once the second waits."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[Any, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Any, make: Callable[[], T]) -> T:
        """Give what was made for a key, or make it."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return cast("T", self._kept[key])


@dataclass(frozen=True)
class Studio:
    """Where runs are, what is trained into it from the page, and what was computed of it.

    ``local`` is whether the lab is served to this machine alone: only then are data and networks taken by their path.
    """

    folder: Path = Path(FOLDER)
    local: bool = True
    queue: Queue = field(default_factory=Queue, compare=False)
    held_out: Kept = field(default_factory=lambda: Kept(2), compare=False)
    networks: Kept = field(default_factory=lambda: Kept(2), compare=False)
    matrices: Kept = field(default_factory=Kept, compare=False)
    looked: dict[str, Any] = field(default_factory=dict, compare=False)  # the folder's list, and when it is due again

    def close(self) -> None:
        """End the training under way, as Ctrl-C does."""
        self.queue.close()
