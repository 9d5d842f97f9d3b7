"""The machine's turns: of all heavy commands one has it at a time, the others wait in the order they came in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from convscope.jobs.command import Command


class Turned:
    """A command that begins when it has the machine, and then is as `Command` is.

    ``kind`` and ``name`` say to others what they wait for. One that is stopped before its turn was *interrupted*.
    """

    def __init__(self, turns: Turns, kind: str, name: str, words: Sequence[str], on_end: Callable[[Any], object]):
        self.kind, self.name, self.words = kind, name, tuple(words)
        self.command: Command | None = None
        self._turns, self._on_end, self._ended = turns, on_end, ""
        self._said: dict[str, dict[str, Any]] = {}  # where it never began
        self._over = threading.Event()

    @property
    def waits(self) -> dict[str, str] | None:
        """The kind and the name of what has the machine, where this waits for it."""
        return self._turns.ahead_of(self)

    @property
    def events(self) -> dict[str, dict[str, Any]]:
        """The newest of each kind that it said; of one that never began, why."""
        return self._said if self.command is None else self.command.events

    @property
    def ended(self) -> str:
        """How it ended; empty while it runs or waits."""
        return self._ended

    @property
    def last(self) -> dict[str, Any]:
        """The event that it ended with."""
        return self.events.get(self._ended, {})

    def stop(self) -> None:
        """Press Ctrl-C, or wait no more."""
        if self._turns.left(self):
            self.end("interrupted", {"message": "stopped", "exit_code": 130})
        elif self.command is not None:
            self.command.stop()

    def leave(self, grace: float | None = None) -> None:
        """Stop it, and come back when it is gone."""
        self.stop()
        if self.command is not None:
            self.command.leave(grace)
        self._over.wait()

    def begin(self) -> None:
        """Start the process; `Turns` says when."""
        self.command = Command(self.words, lambda command: self._turns.free(self, command.ended))

    def end(self, how: str, said: dict[str, Any] | None = None) -> None:
        """Be over; who began it hears it. What never began has ``said`` why."""
        if said is not None:
            self._said[how] = said
        self._ended = how
        self._over.set()
        self._on_end(self)


class Turns:
    """Who has the machine, and who waits for it."""

    def __init__(self) -> None:
        self._all: list[Turned] = []  # the first one has it
        self._lock = threading.RLock()
        self._closed = False

    def add(
        self, kind: str, name: str, words: Sequence[str], on_end: Callable[[Turned], object] = lambda _: None
    ) -> Turned:
        """Put a command at the end, or begin it at once where the machine is free."""
        with self._lock:
            one = Turned(self, kind, name, words, on_end)
            if not self._all:
                one.begin()
            self._all.append(one)
            return one

    def ahead_of(self, one: Turned) -> dict[str, str] | None:
        """Say what has the machine, to one that waits for it."""
        with self._lock:
            if one not in self._all or one.command is not None:
                return None
            return {"kind": self._all[0].kind, "name": self._all[0].name}

    def left(self, one: Turned) -> bool:
        """Take one that waits out; whether it did wait."""
        with self._lock:
            if one not in self._all or one.command is not None:
                return False
            self._all.remove(one)
            return True

    def free(self, one: Turned, how: str) -> None:
        """Hear that the one that had the machine has ended; the next one begins before others hear it."""
        failed: list[tuple[Turned, str]] = []
        with self._lock:
            if one in self._all:
                self._all.remove(one)
            while self._all and not self._closed:
                try:
                    self._all[0].begin()
                    break
                except OSError as error:  # no memory for a process: those behind it are to have their turn
                    failed.append((self._all.pop(0), str(error)))
        one.end(how)
        for each, why in failed:
            each.end("error", {"message": why, "exit_code": 1})

    def close(self) -> None:
        """Begin nothing any more."""
        self._closed = True
