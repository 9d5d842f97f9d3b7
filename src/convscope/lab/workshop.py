"""What is made from a page: a command at a time, its files in a folder that goes with the lab."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from convscope.errors import ConvscopeError
from convscope.jobs import Turned
from convscope.lab.ship.places import without_folders
from convscope.saying import Words

WORDS = Words(being_made="{name} is being made", fix_being_made="wait until it is done, or stop it")


class Workshop:
    """Runs commands by name, one at a time, and keeps what the newest of each name gave."""

    def __init__(self) -> None:
        self._folder = ""
        self._commands: dict[str, Turned] = {}
        self._lock = threading.RLock()

    @property
    def folder(self) -> Path:
        """Where files are made; it is there from when it is first asked for until `close`."""
        with self._lock:
            if not self._folder:
                self._folder = tempfile.mkdtemp(prefix="convscope-lab-")
            return Path(self._folder)

    @property
    def running(self) -> str:
        """The name of the command that goes on; empty where none does."""
        with self._lock:
            return next((name for name, one in self._commands.items() if not one.ended), "")

    def begin(self, name: str, make: Callable[[], Turned]) -> None:
        """Make a command; the same again while it goes on makes nothing, and another one is refused until then."""
        with self._lock:
            running = self.running
            if running and running != name:
                raise ConvscopeError(WORDS.say("being_made", name=running), fix=WORDS.say("fix_being_made"))
            if not running:
                self._commands[name] = make()

    def stop(self) -> None:
        """Stop what goes on; nothing half made is left."""
        with self._lock:
            if running := self.running:
                self._commands[running].stop()

    def end(self, name: str) -> None:
        """Stop a command, wait until it is gone, and drop what it gave."""
        with self._lock:
            if (command := self._commands.pop(name, None)) is not None:
                command.leave()

    def forget(self, name: str) -> None:
        """Drop what a command gave that is not true any more."""
        with self._lock:
            if name != self.running:
                self._commands.pop(name, None)

    def events(self, name: str) -> Mapping[str, Mapping[str, Any]]:
        """Give the newest event of each kind that a command said; none of one that was never begun."""
        with self._lock:
            return {} if name not in self._commands else dict(self._commands[name].events)

    def told(self, name: str) -> dict[str, Any] | None:
        """Give a command's end as plain values for the page; None of one that was never begun."""
        with self._lock:
            command = self._commands.get(name)
        if command is None:
            return None
        told = {
            "running": not command.ended, "waits": command.waits, "counted": command.events.get("counted"),
            "ended": command.ended,
            "message": command.last.get("message", ""),
            "fix": command.last.get("fix") or "",
            "result": command.last if command.ended == "result" else None,
        }  # fmt: skip
        return dict(without_folders(told))

    def close(self) -> None:
        """End what goes on, and remove the files."""
        with self._lock:
            for one in self._commands.values():
                one.leave()
            if self._folder:
                shutil.rmtree(self._folder, ignore_errors=True)
                self._folder = ""
