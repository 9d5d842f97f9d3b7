"""What a lesson has the machine do for longer: by a command in a process of its own, in turn with all other such work.

An experiment is the same for everybody, so all who look at a lesson share it: who comes while it runs waits for its
end, and it is stopped when nobody does any more.
"""

from __future__ import annotations

import shlex
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convscope.errors import UnknownName
from convscope.lab.workshop import Workshop
from convscope.verbs.verb import Verb

if TYPE_CHECKING:
    from convscope.lab.opened import Opened

ACTS = ("begin", "state", "stop")
Events = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Subject:
    """What can be tried: the ``verb`` as a reader would give it, and what is made of it in ``folder``.

    ``verb_in`` is the same with its files in a folder that goes with the lab; ``found`` reads them and the command's
    result for the page; ``counted`` finds in its events how far it is, (done, total).
    """

    name: str
    verb: Verb
    verb_in: Callable[[Path], Verb]
    found: Callable[[Path, Mapping[str, Any]], dict[str, Any]]
    counted: Callable[[Events], tuple[int, int] | None]


@dataclass
class Try:
    """One subject's command, who waits for it, and what was found."""

    workshop: Workshop = field(default_factory=Workshop)
    viewers: set[str] = field(default_factory=set)
    found: dict[str, Any] | None = None


class Tries:
    """The latest try of each subject."""

    def __init__(self) -> None:
        self._tries: dict[str, Try] = {}
        self._lock = threading.RLock()

    def asked(self, opened: Opened, subject: Subject, act: str, viewer: str) -> dict[str, Any]:
        """Begin it, stop it, or say how far it is: ``work`` as of every page, ``found`` at its end, ``same``."""
        if act not in ACTS:
            raise UnknownName("act", act[:40], list(ACTS))
        with self._lock:
            one = self._tries.setdefault(subject.name, Try())
            if act == "begin":
                self._begin(opened, subject, one)
                one.viewers.add(viewer)
            elif act == "stop":
                one.viewers.discard(viewer)
                if not one.viewers:
                    one.workshop.stop()
            return self._told(subject, one)

    def close(self) -> None:
        """End what goes on, and remove its files."""
        with self._lock:
            for one in self._tries.values():
                one.workshop.close()
            self._tries.clear()

    def _begin(self, opened: Opened, subject: Subject, one: Try) -> None:
        if one.workshop.running:
            return
        one.found, one.viewers = None, set()
        for path in one.workshop.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        words = [*shlex.split(subject.verb_in(one.workshop.folder).command())[1:], *opened.words]
        one.workshop.begin(subject.name, lambda: opened.turns.add("learn", subject.name, words))

    def _told(self, subject: Subject, one: Try) -> dict[str, Any]:
        work = one.workshop.told(subject.name)
        if work is not None:
            if work["result"] is not None and one.found is None:
                one.found = subject.found(one.workshop.folder, work["result"])
            work |= {"counted": subject.counted(one.workshop.events(subject.name)), "result": None}
        same = {"command": subject.verb.command(), "python": subject.verb.python()}
        return {"work": work, "found": one.found, "same": same}
