"""A command of convscope in a process of its own: how far it is, what it said, and how it ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO, Any

START = "from convscope.jobs.worker import begin; begin(); from convscope.cli.main import main; main()"
GRACE = 5.0  # seconds that a command has to keep what there is
MOST_SAID = 4000  # characters of what it wrote to stderr


class Command:
    """Runs ``convscope`` with the words given, and follows its ``--json-lines``.

    ``events`` has the newest of each kind by its name; ``ended`` is empty while it runs, then *result*, *error* or
    *interrupted*, and that event is among them; ``on_end`` is called then, in a thread of its own. `stop` is Ctrl-C;
    `leave` does not come back before it has ended. Where this process is gone, however it ended, that is Ctrl-C, too.
    """

    def __init__(self, words: Sequence[str], on_end: Callable[[Command], object] = lambda _: None) -> None:
        self.words = tuple(words)
        self.events: dict[str, dict[str, Any]] = {}
        self._ended = ""
        self._on_end = on_end
        self._stopped = False
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  (as long as the process writes to it)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", START, *words, "--json-lines"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=self._said, env=environment, start_new_session=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        self._reader.start()

    @property
    def ended(self) -> str:
        """How it ended; empty while it runs."""
        return self._ended

    @property
    def last(self) -> dict[str, Any]:
        """The event that it ended with; of one that was killed, what it said last."""
        return self.events.get(self._ended, {})

    def stop(self) -> None:
        """Press Ctrl-C: what is done is kept."""
        self._stopped = True
        with suppress(ProcessLookupError, PermissionError):
            if self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGINT)

    def leave(self, grace: float | None = None) -> None:
        """Stop it, and wait until it is gone; after ``grace`` seconds, by default 5, it is killed."""
        self.stop()
        try:
            self._process.wait(GRACE if grace is None else grace)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self.wait()

    def wait(self) -> str:
        """Wait for its end; gives how it ended."""
        self._process.wait()
        self._reader.join()
        return self._ended

    def _read(self, lines: IO[bytes]) -> None:
        last = ""
        with lines:
            for line in lines:
                with suppress(ValueError, KeyError, TypeError):
                    event = json.loads(line)
                    last = event.pop("event")
                    self.events[last] = event
        code = self._process.wait()
        with suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
        if last not in ("result", "error", "interrupted") and self._stopped and code not in (-signal.SIGKILL, 0):
            self.events["interrupted"] = {"message": "stopped", "exit_code": code}  # it had hardly begun
            last = "interrupted"
        if last not in ("result", "error", "interrupted"):
            self.events["error"] = {"message": self._words() or f"its process ended with {code}", "exit_code": code}
            last = "error"
        self._said.close()
        self._ended = last
        self._on_end(self)

    def _words(self) -> str:
        """Give the last line that it wrote to stderr."""
        size = self._said.seek(0, os.SEEK_END)
        self._said.seek(max(0, size - MOST_SAID))
        lines = self._said.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""
