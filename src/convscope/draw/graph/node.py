"""What a node of a graph shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "hint"]


@dataclass(frozen=True)
class Mark:
    """Something to be said of an entry: a sign in the severity's colour, ``text`` where the pointer rests on it."""

    severity: Severity
    text: str


@dataclass(frozen=True)
class Entry:
    """One thing a node stands for; ``key`` is its own in the whole graph.

    ``heading`` is written large, or not at all where it is empty; ``lines`` small below it.
    """

    key: str
    heading: str
    lines: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Node:
    """A box: its entries from top to bottom, and the places of the nodes it takes from.

    ``share``, 0 … 1, is drawn as a bar along the foot; ``strong`` boxes have a darker outline; ``title`` is what the
    pointer shows.
    """

    entries: tuple[Entry, ...]
    inputs: tuple[int, ...] = ()
    title: str = ""
    share: float = 0.0
    strong: bool = False

    @property
    def key(self) -> str:
        """The first entry's."""
        return self.entries[0].key
